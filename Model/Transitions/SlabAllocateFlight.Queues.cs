using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>Objects that are there: on the CPU's slab, on the lists of nodes.</summary>
public sealed partial record SlabAllocateFlight
{
    private IEnumerable<Label> OfCpuSlab(Memory memory, Slab slab)
    {
        foreach (int index in ObjectSet.Of(slab.OnCpu))
        {
            yield return Label.ObjectHit(slab.Pfn, index, Cpu);
            if (SlabPublished.Has(memory, Published.FreelistAba)) yield return Label.ObjectPeek(slab.Pfn, index, Cpu);
        }

        if (!MayHit(memory, slab)) yield return Label.SlabNone(Cache, HomeOf(memory));
        if (slab.OnCpu == 0) yield return Label.SlabLoad(slab.Pfn, Cpu);
        if (slab.Available == 0) yield return Label.SlabUnfreeze(slab.Pfn, Cpu);
    }

    private IEnumerable<Label> OfList(Memory memory, int node)
    {
        foreach (Slab slab in memory.Slabs.Partial(Cache, node))
        {
            if (At == Stage.Home) yield return Label.SlabFreeze(slab.Pfn, Cpu);
            foreach (int index in ObjectSet.Of(slab.OnSlab)) yield return Label.ObjectTake(slab.Pfn, index, node);
        }

        yield return Label.SlabNone(Cache, node);
    }

    private Verdict OnCpu(Memory memory, Label label)
    {
        bool own = (label.What is Ghost.ObjectHit or Ghost.ObjectPeek ? label.C : label.B) == Cpu;
        if (!own || CpuSlab(memory) is not { } slab || slab.Pfn != label.A)
        {
            return Out(StepLaw.SlabPlace, $"'{label}' which is not the slab of cpu{Cpu}");
        }

        return label.What switch
        {
            Ghost.ObjectHit or Ghost.ObjectPeek => Hit(memory, label, slab),
            Ghost.SlabLoad => Load(memory, label, slab),
            _ => Unfreeze(memory, label, slab),
        };
    }

    private Verdict Hit(Memory memory, Label label, Slab slab)
    {
        if (!MayHit(memory, slab)) return Out(StepLaw.SlabTag, $"'{label}' by a plain request: {slab}");
        if (SlabPublished.Has(memory, Published.FreelistAba)) return HitStale(memory, label, slab);
        return Has(slab.OnCpu, label.B)
            ? Grant(memory, slab.Pop((int)label.B, Entitled), (int)label.B)
            : Out(StepLaw.Object, $"'{label}' which is not there: {slab}");
    }

    private Verdict Load(Memory memory, Label label, Slab slab) =>
        slab.OnCpu == 0 && slab.OnSlab != 0
            ? Verdict.Accept(memory with { Slabs = memory.Slabs.With(slab.Load()) }, this)
            : Unexpected(label, $"of {slab}");

    private Verdict Unfreeze(Memory memory, Label label, Slab slab) =>
        slab.Available == 0
            ? Verdict.Accept(memory with { Slabs = memory.Slabs.With(Unfrozen(memory, slab)) }, this)
            : Unexpected(label, $"of {slab}");

    private Slab Unfrozen(Memory memory, Slab slab) =>
        SlabPublished.OffCpu(memory, slab.Settled(HomeOf(memory), keep: false));

    /// <summary>An untagged slab of the node's list becomes the slab of a CPU that has none.</summary>
    private Verdict Freeze(Memory memory, Label label)
    {
        int node = HomeOf(memory);
        if (label.B != Cpu || !UsesCpu(memory) || memory.Slabs.OfCpu(Cache, Cpu) is not null)
        {
            return Out(StepLaw.SlabPlace, $"'{label}' where cpu{Cpu} can have no other slab");
        }

        if (OnList(memory, label.A, node) is not { } slab) return NotOnList(label, node);
        return MayFreeze(memory, slab) && MayTake(memory, slab, node)
            ? Verdict.Accept(memory with { Slabs = memory.Slabs.With(slab.FrozenOn(Cpu)) }, this)
            : Out(StepLaw.SlabTag, $"'{label}' to be handed out unchecked: {slab}");
    }

    /// <summary>One object under the list's lock; the slab stays, or leaves the list with its last object.</summary>
    private Verdict Take(Memory memory, Label label)
    {
        int node = Node(memory);
        if (label.C != node || OnList(memory, label.A, node) is not { } slab) return NotOnList(label, node);
        if (At == Stage.Home && CpuSlab(memory) is { } own && MayHit(memory, own))
        {
            return Out(StepLaw.Preference, $"'{label}' where cpu{Cpu} has {own}");
        }

        if (!MayTake(memory, slab, node) && !SlabPublished.MissesTag(memory, slab, label.B))
        {
            return Out(StepLaw.SlabTag, $"'{label}' by {Request}: {slab}");
        }

        if (slab.Tagged && MayTakeUntagged(memory, node))
        {
            return Out(StepLaw.Preference, $"'{label}' where an untagged slab is on the list: {memory.Slabs}");
        }

        if (!slab.Tagged && At == Stage.Home && UsesCpu(memory))
        {
            return Unexpected(label, "where the slab can become the CPU's");
        }

        if (!Has(slab.OnSlab, label.B)) return Out(StepLaw.Object, $"'{label}' which is not there: {slab}");
        Slab left = slab.Take((int)label.B, Entitled);
        return Grant(memory, left.Available == 0 ? left.Settled(node, keep: false) : left, (int)label.B);
    }

    private Verdict None(Memory memory, Label label)
    {
        int node = Node(memory);
        if (label != Label.SlabNone(Cache, node)) return Unexpected(label, $"with the list of node{node} before it");
        if (At == Stage.Home && CpuSlab(memory) is { } own && MayHit(memory, own))
        {
            return Out(StepLaw.Preference, $"'{label}' where cpu{Cpu} has {own}");
        }

        if (ForMe(memory, node) > SlabPublished.Skipped(memory))
        {
            return Out(StepLaw.Queues, $"'{label}' where there is: {memory.Slabs}");
        }

        if (At == Stage.Inserted) return Verdict.Accept(memory, Stolen(memory));
        SlabAllocateFlight seen = this with { Inspected = new(Inspected.Bits | (1UL << node)) };
        if (At == Stage.Home)
        {
            Memory detached = SlabPublished.Detached(memory, Cache, Entitled);
            return Verdict.Accept(detached, seen.AfterHome(detached));
        }

        return Verdict.Accept(memory, seen.Onward(memory, Recurses(memory) ? 0 : Next + 1));
    }

    /// <summary>From a list also what the page allocator gave this request.</summary>
    private bool MayTake(Memory memory, Slab slab, int node) =>
        SlabAdmission.MayTakeOn(node, slab, Request)
        || (!slab.Tagged && (node == GrownOn || IgnoresMask(memory)));

    /// <summary>Slabs on the node's list that the request may use.</summary>
    private int ForMe(Memory memory, int node)
    {
        int slabs = 0;
        foreach (Slab slab in memory.Slabs.All) slabs += IsOnList(slab, node) && MayTake(memory, slab, node) ? 1 : 0;
        return slabs;
    }

    private bool MayTakeUntagged(Memory memory, int node)
    {
        foreach (Slab slab in memory.Slabs.All)
        {
            if (!slab.Tagged && IsOnList(slab, node) && MayTake(memory, slab, node)) return true;
        }

        return false;
    }

    private bool IsOnList(Slab slab, int node) =>
        slab.Place == SlabPlace.Partial && slab.Cache == Cache && slab.Number == node;

    private Slab? OnList(Memory memory, uint pfn, int node) =>
        memory.Slabs.Find(pfn) is { } slab && IsOnList(slab, node) ? slab : null;

    private static Verdict NotOnList(Label label, int node) =>
        Out(StepLaw.SlabPlace, $"'{label}' of a slab not on the list of node{node}");

    private static bool Has(uint bits, uint index) => index < CacheSpec.MaxObjects && (bits >> (int)index & 1) != 0;
}
