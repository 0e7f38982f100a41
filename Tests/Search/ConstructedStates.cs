using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>A law that no search of the model breaks, and what breaks it.</summary>
/// <param name="Whole">Asks the law about a run that keeps it.</param>
/// <param name="Wrong">Asks it about one that does not.</param>
internal sealed record Constructed(Law Law, Action<Law, Witness> Whole, Action<Law, Witness> Wrong);

/// <summary>
/// States that the model cannot come to, put before the laws that are judged over a memory's own lists and over whole
/// runs. The mutants of the concurrent allocator break the same laws where it runs (Specs/Mutants).
/// </summary>
public sealed class ConstructedStates
{
    private static readonly Operation Entitled =
        Operation.Allocate(0, Request.For(Gfp.Atomic | Gfp.MemAlloc));

    internal static ImmutableArray<Constructed> All =>
    [
        new(new InvB2Aligned(), Quiet((0, 2)), Quiet((1, 1))),
        new(new InvB3Coalesced(), Quiet((0, 1)), Quiet((0, 1), (2, 1))),
        new(new InvB6DoubleFree(), Frees(true, false), Frees(true, true)),
        new(new InvReserve(), Asks(granted: true), Asks(granted: false)),
    ];

    public static TheoryData<string> Ids => [.. All.Select(c => c.Law.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Law_ThatNoSearchBreaks_IsBrokenByAConstructedState(string id)
    {
        Assert.Equal([], Broken(c => c.Whole));
        Assert.Equal([id], Broken(c => c.Wrong));

        List<string> Broken(Func<Constructed, Action<Law, Witness>> run)
        {
            Constructed constructed = All.Single(c => c.Law.Id == id);
            List<string> broken = [];
            Witness seen = new(new ListedView(Small), [[Entitled], []], (law, _) => broken.Add(law));
            seen.Freeze();
            seen.Begin();
            run(constructed)(constructed.Law, seen);
            Assert.True(constructed.Law.PremiseHeld > 0, $"the premise of {id} never held");
            return [.. broken.Distinct()];
        }
    }

    private static Topology Small { get; } = new()
    {
        Name = "four pages, one of them reserve",
        Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 4,
        ReservePages = 1,
    };

    /// <summary>These blocks are on the lists of the zone.</summary>
    private static Action<Law, Witness> Quiet(params (uint Pfn, int Order)[] blocks) => (law, seen) =>
    {
        ((ListedView)seen.View).Listed = blocks;
        law.OnQuiet(seen, 0);
    };

    /// <summary>One block is freed by each CPU.</summary>
    private static Action<Law, Witness> Frees(params bool[] succeeds) => (law, seen) =>
    {
        for (int cpu = 0; cpu < succeeds.Length; cpu++)
        {
            Outcome outcome = succeeds[cpu] ? Outcome.Done : Outcome.Refused;
            seen.Outcomes[cpu].Add((Operation.FreeStale(0), outcome));
        }

        law.OnRest(seen);
    };

    /// <summary>Nobody holds a page of the reserve, and an entitled request asks for one.</summary>
    private static Action<Law, Witness> Asks(bool granted) => (law, seen) =>
    {
        law.OnBegin(seen);
        foreach (Label note in (Label[])[new(Ghost.Begin, 0, 0, 0), new(Ghost.End, 0, granted ? 1u : 0, 0)])
        {
            seen.Take(0, note);
            law.OnNote(seen, 0, note);
        }
    };

    /// <summary>A fresh memory whose lists hold what they are told to.</summary>
    private sealed class ListedView(Topology topology) : IMemoryView
    {
        private readonly ModelView fresh = new(Memory.Fresh(topology));

        public (uint Pfn, int Order)[] Listed { get; set; } = [];

        public Topology Topology => fresh.Topology;

        public int MinFreeKbytes => fresh.MinFreeKbytes;

        public int ReservePages => fresh.ReservePages;

        public void FreeBlocks(int zone, int order, List<uint> into) =>
            into.AddRange(Listed.Where(block => block.Order == order).Select(block => block.Pfn));

        public uint NrFree(int zone) => fresh.NrFree(zone);

        public uint NrFreeBlocks(int zone, int order) => fresh.NrFreeBlocks(zone, order);

        public Marks Marks(int zone) => fresh.Marks(zone);

        public uint ListCount(int cpu, int zone) => fresh.ListCount(cpu, zone);

        public void ListPages(int cpu, int zone, List<uint> into) => fresh.ListPages(cpu, zone, into);

        public bool Online(int cpu) => fresh.Online(cpu);

        public PageState Page(uint pfn) => fresh.Page(pfn);

        public bool IsQuiet(int zone) => fresh.IsQuiet(zone);
    }
}
