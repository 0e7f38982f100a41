using System.Numerics;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// flush_slab, kmem_cache_shrink, kmem_cache_destroy (semantics C.4): each goes as far as the one before, and then
/// further. The slabs of CPUs are taken from them (SlabFlush). Then each node's list is gone through once, in one hold
/// of its lock, and its empty slabs leave it (SlabSwept), to be discarded one by one (SlabReap); what becomes empty
/// later is for frees to deal with. A cache without a slab is gone (CacheGone), any other stays and the answer is a
/// refusal. That nobody allocates from a cache while it is destroyed is the caller's duty.
/// </summary>
public sealed record SlabSweepFlight(int Cpu, int Cache, OperationKind Goal) : Flight(Cpu)
{
    /// <summary>CPUs that were not yet seen without a slab of the cache, one bit each.</summary>
    private ulong Unflushed { get; init; }

    /// <summary>The node whose list is swept.</summary>
    private int Node { get; init; }

    private SlabDiscard Discard { get; init; }

    public override Flight? Within => Discard.Inner;

    /// <summary>G45, G46: the slab looked at, and which of its objects then lay on its own freelist.</summary>
    private uint Seen { get; init; } = uint.MaxValue;

    private uint SeenFree { get; init; }

    private Outcome? Due { get; init; }

    private bool Flushes => Unflushed != 0;

    public static Flight Start(Memory memory, int task, int cpu, Operation operation)
    {
        bool one = operation.Kind == OperationKind.FlushSlabs;
        int cache = one ? operation.Argument >> 8 : operation.Argument;
        ulong cpus = one ? 1UL << (operation.Argument & 0xFF) : ulong.MaxValue >> (64 - memory.Machine.Cpus);
        return new SlabSweepFlight(cpu, cache, operation.Kind) { Task = task, Unflushed = cpus }.Witness(memory);
    }

    /// <summary>Whether the caller keeps to the rule that nobody uses a cache that is destroyed.</summary>
    public static bool MayBegin(World world, Operation operation)
    {
        if (operation.Kind is not (OperationKind.AllocateObject
            or >= OperationKind.FlushSlabs and <= OperationKind.DestroyCache))
        {
            return true;
        }

        int cache = operation.Kind == OperationKind.FlushSlabs ? operation.Argument >> 8 : operation.Argument;
        if (world.Memory.Slabs.IsGone(cache)) return false;
        foreach (Flight? flight in world.Flights)
        {
            bool uses = flight is SlabAllocateFlight a && a.Cache == cache
                || flight is SlabSweepFlight s && s.Cache == cache && s.Goal == OperationKind.ShrinkCache;
            bool destroys = flight is SlabSweepFlight d && d.Cache == cache && d.Goal == OperationKind.DestroyCache;
            if (destroys || (uses && operation.Kind == OperationKind.DestroyCache)) return false;
        }

        return true;
    }

    public override Outcome? Answer(Memory memory)
    {
        if (Discard.Inner is not null || Flushes || HasReaped(memory)) return null;
        return Goal == OperationKind.FlushSlabs ? Outcome.Done : Due;
    }

    public override Flight Witness(Memory memory)
    {
        ulong unflushed = Unflushed;
        for (ulong left = Unflushed; left != 0; left &= left - 1)
        {
            int cpu = BitOperations.TrailingZeroCount(left);
            if (memory.Slabs.OfCpu(Cache, cpu) is null) unflushed &= ~(1UL << cpu);
        }

        return Discard.Witness(memory, out SlabDiscard discard) || unflushed != Unflushed
            ? this with { Unflushed = unflushed, Discard = discard }
            : this;
    }

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Discard.Inner is not null) return Discard.Accept(memory, label, rest => this with { Discard = rest });
        return label.What switch
        {
            Ghost.SlabPeek => Peek(memory, label),
            Ghost.SlabFlush when Flushes => Flush(memory, label),
            Ghost.SlabReap when !Flushes => Reap(memory, label),
            Ghost.SlabSwept when Sweeps(memory) => Swept(memory, label),
            Ghost.CacheGone when Closes(memory) => Close(memory, label),
            _ => Unexpected(label, $"in {Goal}"),
        };
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Discard.Inner is { } inner) return inner.Options(memory);
        if (Flushes) return Flushing(memory);
        if (HasReaped(memory) || Node < memory.Topology.Nodes) return Sweeping(memory);
        return [Label.CacheGone(Cache, gone: true), Label.CacheGone(Cache, gone: false)];
    }

    public override void Write(Encoder to)
    {
        to.Number(34);
        to.Number(Cpu);
        to.Number(Cache);
        to.Number((int)Goal);
        to.Number(Unflushed);
        to.Number(Node);
        to.Frame(Seen);
        to.Number(SeenFree);
        Discard.Write(to);
    }

    protected override string LawOf(Outcome observed) => StepLaw.SlabPlace;

    protected override string Unfinished(Memory memory) => Flushes ? "CPUs have slabs" : $"node{Node} is not swept";

    private IEnumerable<Label> Flushing(Memory memory)
    {
        foreach (Slab slab in memory.Slabs.All)
        {
            bool due = slab.Cache == Cache && slab.Place == SlabPlace.Cpu && (Unflushed >> slab.Number & 1) != 0;
            if (!due) continue;
            if (PeeksToFlush(memory)) yield return Label.SlabPeek(slab.Pfn, slab.Number);
            yield return Label.SlabFlush(slab.Pfn, slab.Number);
        }
    }

    private IEnumerable<Label> Sweeping(Memory memory)
    {
        foreach (Slab slab in memory.Slabs.All)
        {
            if (IsReaped(slab)) yield return Label.SlabReap(slab.Pfn, Task);
            if (PeeksToReap(memory) && slab.Place == SlabPlace.Partial) yield return Label.SlabPeek(slab.Pfn, Node);
        }

        if (PeeksToReap(memory) && Seen != uint.MaxValue) yield return Label.SlabReap(Seen, Task);
        yield return Label.SlabSwept(Cache, Node);
    }

    /// <summary>An empty slab that this operation took from its list and has yet to discard.</summary>
    private bool IsReaped(Slab slab) =>
        slab.Place == SlabPlace.Empty && slab.Number == Task + 1 && slab.Cache == Cache;

    private bool HasReaped(Memory memory)
    {
        foreach (Slab slab in memory.Slabs.All)
        {
            if (IsReaped(slab)) return true;
        }

        return false;
    }

    private bool Sweeps(Memory memory) => !Flushes && !HasReaped(memory) && Node < memory.Topology.Nodes;

    private bool Closes(Memory memory) =>
        Goal == OperationKind.DestroyCache && !Flushes && !HasReaped(memory) && Node == memory.Topology.Nodes;

    private Verdict Swept(Memory memory, Label label)
    {
        if (label != Label.SlabSwept(Cache, Node)) return Unexpected(label, $"with node{Node} before it");
        if (PeeksToReap(memory) && memory.Slabs.Find(Seen) is not null)
        {
            return Unexpected(label, $"before slab {Seen} was reaped");
        }

        Slabs slabs = memory.Slabs;
        foreach (Slab slab in memory.Slabs.Partial(Cache, Node))
        {
            if (slab.Available == slab.All) slabs = slabs.With(slab.Emptied(Task + 1));
        }

        bool last = Node + 1 == memory.Topology.Nodes && Goal == OperationKind.ShrinkCache;
        return Verdict.Accept(
            memory with { Slabs = slabs }, this with { Node = Node + 1, Due = last ? Outcome.Done : null });
    }

    private Verdict Reap(Memory memory, Label label)
    {
        if (memory.Slabs.Find(label.A) is not { } slab || label.B != Task)
        {
            return Out(StepLaw.SlabPlace, $"'{label}' with {memory.Slabs}");
        }

        bool seen = PeeksToReap(memory) && slab.Pfn == Seen && slab.Place != SlabPlace.Empty;
        if (!IsReaped(slab) && !seen) return Out(StepLaw.Shrink, $"'{label}' of {slab}");
        Slab empty = slab.Emptied();
        return Verdict.Accept(
            memory with { Slabs = memory.Slabs.With(empty) },
            this with { Discard = SlabDiscard.IfEmpty(memory, empty, Task, Cpu), Seen = uint.MaxValue });
    }

    private Verdict Close(Memory memory, Label label)
    {
        bool forgets = SlabPublished.Has(memory, Published.DestroyForgetsReserve);
        bool gone = !memory.Slabs.All.Any(slab => slab.Cache == Cache && !(forgets && slab.Tagged));
        if (label != Label.CacheGone(Cache, gone)) return Out(StepLaw.SlabPlace, $"'{label}' with {memory.Slabs}");
        return gone
            ? Verdict.Accept(
                memory with { Slabs = memory.Slabs with { Gone = memory.Slabs.Gone | (1u << Cache) } },
                this with { Due = Outcome.Done })
            : Verdict.Accept(memory, this with { Due = Outcome.Refused });
    }

    private Verdict Flush(Memory memory, Label label)
    {
        if (!PeeksToFlush(memory))
        {
            return SlabDiscard.Flush(memory, label, Task, Cpu, left => this with { Discard = left });
        }

        if (Seen != label.A || memory.Slabs.Find(label.A) is not { } slab) return Unexpected(label, $"of slab {Seen}");
        Memory lossy = memory with { Slabs = memory.Slabs.With(slab with { Available = slab.OnCpu | SeenFree }) };
        return SlabDiscard.Flush(lossy, label, Task, Cpu, left => this with { Discard = left, Seen = uint.MaxValue });
    }

    private Verdict Peek(Memory memory, Label label)
    {
        if (memory.Slabs.Find(label.A) is not { } slab || slab.Cache != Cache) return Unexpected(label, $"in {Goal}");
        bool due = Flushes
            ? PeeksToFlush(memory) && slab.Place == SlabPlace.Cpu
            : PeeksToReap(memory) && slab.Place == SlabPlace.Partial && slab.Available == slab.All;
        return due
            ? Verdict.Accept(memory, this with { Seen = slab.Pfn, SeenFree = slab.OnSlab })
            : Unexpected(label, $"of {slab}");
    }

    /// <summary>G45: the freelist that a flush writes is made of what it read a step before.</summary>
    private static bool PeeksToFlush(Memory memory) => SlabPublished.Has(memory, Published.DeactivateLosesFrees);

    /// <summary>G46: a slab that was seen empty is discarded a step later, whatever it is by then.</summary>
    private static bool PeeksToReap(Memory memory) => SlabPublished.Has(memory, Published.ShrinkFreesUsed);
}
