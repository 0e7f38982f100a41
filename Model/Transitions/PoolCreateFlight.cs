using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// mempool_create (semantics D.1, D.3): min_nr elements are built, then the pool is there. If one cannot be had those
/// built go back, the last first, and there is no pool; so too if somebody else has created it meanwhile.
/// </summary>
public sealed record PoolCreateFlight(int Cpu, int Pool) : PoolFlight(Cpu, Pool)
{
    /// <summary>Built so far, in order.</summary>
    public ImmutableArray<Item> Hand { get; private init; } = [];

    private bool Failing { get; init; }

    /// <summary>Published code only: the element freed last, in which the link to the next one lies.</summary>
    private int LinkIn { get; init; } = -1;

    protected override int Kind => 68;

    public static PoolFlight Start(Memory memory, int task, int cpu, int pool)
    {
        PoolCreateFlight flight = new(cpu, pool) { Task = task };
        return IsAbsent(memory, pool) ? flight.Onward(memory) : flight with { Due = Outcome.Refused };
    }

    protected override IEnumerable<Label> Allowed(Memory memory) => ReadsLink(memory)
        ? [Label.PoolLink(Pool, LinkIn, intact: memory.Pools[Pool].LeavesOf(LinkIn) == 0)]
        : [Label.PoolCreated(Pool, IsAbsent(memory, Pool), Hand.Length)];

    protected override (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label)
    {
        bool astray = label.What == Ghost.PoolLink && label.C == 0;
        if (label.What == Ghost.PoolLink) return (memory, (astray ? this with { Hand = [] } : this).BackOne(memory));
        if (label.B == 0) return (memory, (this with { Failing = true }).Back(memory));
        Pool full = memory.Pools[Pool] with { Phase = PoolPhase.Live, Elements = Hand };
        return (memory.With(Pool, full), this with { Hand = [], Due = Outcome.Done });
    }

    protected override (Memory Memory, PoolFlight Flight) After(Memory memory, Outcome answer)
    {
        PoolCreateFlight next = this with { Failing = Failing || !answer.Ok };
        if (!Failing && answer.Ok) next = next with { Hand = Hand.Add(answer.Item) };
        return (memory, next.Failing ? next.Back(memory) : next.Onward(memory));
    }

    protected override void WriteOwn(Encoder to)
    {
        to.Number(Hand.Length);
        foreach (Item element in Hand) to.Item(element);
        to.Number(Failing);
        to.Number(LinkIn);
    }

    public bool Equals(PoolCreateFlight? other) =>
        other is not null && base.Equals(other) && Hand.AsSpan().SequenceEqual(other.Hand.AsSpan())
        && (Failing, LinkIn) == (other.Failing, other.LinkIn);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Hand.Length, Failing, LinkIn);

    private static bool IsAbsent(Memory memory, int pool) => memory.Pools[pool].Phase == PoolPhase.Absent;

    private PoolCreateFlight Onward(Memory memory)
    {
        PoolSpec spec = memory.Machine.Pools[Pool];
        if (Hand.Length == spec.MinNr) return this;
        PoolBuildFlight build = new(Cpu, Pool, PoolLevel.Fill, Request.For(PoolGfp.Fill), 1);
        return this with { Inner = build.Begun(memory, Task) };
    }

    private PoolCreateFlight Back(Memory memory) => ReadsLink(memory) ? this : BackOne(memory);

    private PoolCreateFlight BackOne(Memory memory)
    {
        if (Hand.IsEmpty) return this with { Due = Outcome.Refused };
        PoolReleaseFlight release = new(Cpu, Pool, Hand[^1], Nudges: false) { Task = Task };
        return this with { Hand = Hand[..^1], LinkIn = Hand[^1].Index, Inner = release.Begun(memory) };
    }

    /// <summary>
    /// As published in 2001 (G60) elements are linked through themselves: the way to the next one is read from memory
    /// that was freed, and lost if somebody has it by then.
    /// </summary>
    private bool ReadsLink(Memory memory) =>
        Failing && LinkIn >= 0 && !Hand.IsEmpty && memory.Machine.Published.Has(Published.PoolCreateUsesFreed);
}
