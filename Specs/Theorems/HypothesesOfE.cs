using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Theorems;

/// <summary>
/// The nine hypotheses of Theorem E (semantics E.6, decision 14) as predicates over states of one scene. A hypothesis
/// is about whole runs: what the machine and the menus would permit counts as well as what the state shows. INV-I3
/// (reclaim that needs memory uses at most its share of min) is E5 for the uncharged entitled users that reclaimers
/// are: no law of its own, for which share is whose is not written down in any state.
/// </summary>
public sealed class HypothesesOfE(Scene scene)
{
    /// <summary>By number, E1 first.</summary>
    public static ImmutableArray<string> Sentences { get; } =
    [
        "charges never exceed limits",
        "root demand >= the sound bound",
        "the zones have been populated",
        "every take obeys decision 2, and the sum of emerg >= pages(root)",
        "uncharged entitled users together hold at most the sum of min_r over the zones that carry emerg",
        "the request can reach the zones that carry emerg",
        "order 0 (or the cache's minimum order is 0)",
        "reserve slabs serve entitled requests only",
        "free precedes uncharge",
    ];

    private readonly Machine machine = scene.Start.Machine;

    private readonly ImmutableArray<Operation> charged =
    [
        .. scene.Tasks.SelectMany(t => t.Menu)
            .Where(o => o.Kind == OperationKind.ReserveAllocate && Plain.Entitled(o.Request)),
    ];

    /// <summary>What uncharged entitled tasks can come to hold: what they started with, and a block a slot.</summary>
    private readonly long unchargedAtMost =
        Uncharged(World.Of(scene.Start)) + scene.Tasks.SelectMany(t => t.Menu)
            .Where(o => o.Kind is OperationKind.Allocate or OperationKind.AllocateObject && Plain.Entitled(o.Request))
            .DistinctBy(o => o.Slot).Sum(o => 1L << o.Request.Order.Value);

    private readonly bool populated = IsPopulated(scene.Start);

    /// <param name="number">1..9.</param>
    public bool Holds(int number, World world) => number switch
    {
        1 => !machine.ChargesSkipLimits && WithinLimits(world.Memory.Reserves),
        2 => world.Memory.Reserves.Nodes[0].Pages >= SoundBound(world.Memory),
        3 => populated && !machine.RaisesUnpopulated,
        4 => TakesObey() && Carried(world.Memory) >= world.Memory.Reserves.Nodes[0].Pages,
        5 => Math.Max(unchargedAtMost, Uncharged(world)) <= PlainReserves.BoldestMins(world.Memory),
        6 => charged.All(o => (o.Request.Gfp & Gfp.ThisNode) == 0 && Plain.HighestZone(o.Request.Gfp) >= 2),
        7 => charged.All(o => o.Request.Order.Value == 0),
        8 => TagsHold(),
        _ => !machine.Published.Has(Published.UnchargeBeforeFree),
    };

    /// <summary>Which hold: <c>holds: E1 E3 .. E9; not: E2</c>.</summary>
    public string Describe(World world)
    {
        ILookup<bool, string> held = Enumerable.Range(1, Sentences.Length).ToLookup(n => Holds(n, world), n => $"E{n}");
        return $"holds: {string.Join(' ', held[true])}; not: {string.Join(' ', held[false].DefaultIfEmpty("none"))}";
    }

    private static bool WithinLimits(Reserves tree)
    {
        foreach (Reserve node in tree.Nodes)
        {
            if (node.Usage > node.Limit) return false;
        }

        return true;
    }

    /// <summary>Pages that everything declared below the root surely fits into.</summary>
    private static long SoundBound(Memory memory)
    {
        long pages = 0;
        for (int r = 1; r < memory.Reserves.Nodes.Length; r++)
        {
            if (PlainReserves.IsConnected(memory.Reserves, r))
                pages += memory.Machine.Reserves[r].Bound[memory.Reserves.Nodes[r].Units];
        }

        return pages;
    }

    /// <summary>At the start each zone held its part, and what the boldest ordinary caller must leave.</summary>
    private static bool IsPopulated(Memory start)
    {
        for (int z = 0; z < start.Zones.Length; z++)
        {
            Marks marks = start.Zones[z].Marks;
            long held = start.Zones[z].NrFree;
            foreach ((uint pfn, Block block) in start.Blocks)
            {
                if (block.Tagged && start.Topology.ZoneOf(pfn) == z) held += 1L << block.Order;
            }

            if (marks.Emerg > 0 && held < marks.Emerg + Plain.BoldestMin(marks.Min)) return false;
        }

        return true;
    }

    private bool TakesObey() =>
        !machine.Published.Has(Published.CheckThenTake) && !machine.Published.Has(Published.RefillIgnoresMark);

    private static long Carried(Memory memory)
    {
        long pages = 0;
        foreach (ZoneState zone in memory.Zones) pages += zone.Marks.Emerg;
        return pages;
    }

    /// <summary>
    /// Tagged pages that are in nobody's charge: neither held, nor taken, nor given back under one. At least: a charged
    /// request on its way may have its page or not.
    /// </summary>
    private static long Uncharged(World world)
    {
        long pages = 0;
        foreach ((uint pfn, Block block) in world.Memory.Blocks)
        {
            if (block.Tagged && !IsCharged(world, pfn)) pages += 1L << block.Order;
        }

        foreach (Flight? flight in world.Flights)
        {
            if (flight is ReserveAllocateFlight { Held: > 0 } request) pages -= 1L << request.Request.Order.Value;
        }

        return pages;
    }

    private static bool IsCharged(World world, uint pfn)
    {
        foreach (LiveCharge charge in world.Memory.Reserves.Charges)
        {
            if (charge.Item.Pfn.Value == pfn) return true;
        }

        foreach (Flight? flight in world.Flights)
        {
            if (flight is ReserveFreeFlight { Charge: not null } free && free.Item.Pfn.Value == pfn) return true;
        }

        return false;
    }

    private bool TagsHold() =>
        !machine.Published.Has(Published.TagDroppedWhenFull) && !machine.Published.Has(Published.FastPathUnchecked);
}

/// <summary>All nine hypotheses, where Theorem E is claimed.</summary>
public sealed class HypothesesHold(Scene scene) : Law
{
    private readonly HypothesesOfE hypotheses = new(scene);

    public override string Id => "HYPOTHESES-E";

    public override string Sentence => "E1 to E9 hold in every state.";

    public override string? BrokenBy(World world)
    {
        for (int number = 1; number <= HypothesesOfE.Sentences.Length; number++)
        {
            if (Broken(true, hypotheses.Holds(number, world))) return hypotheses.Describe(world);
        }

        return null;
    }
}
