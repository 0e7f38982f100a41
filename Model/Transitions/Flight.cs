using System.Diagnostics.CodeAnalysis;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// An operation in flight on one CPU: how far it has come. The relation is <see cref="Accept"/>; the search tries
/// <see cref="Options"/>, conformance tries what was observed, and a lock-step check of a concurrent run does so too.
/// </summary>
public abstract record Flight(int Cpu)
{
    /// <summary>Whose operation it is; a concurrent run has one task a CPU.</summary>
    public int Task { get; init; } = Cpu;

    /// <summary>The operation that this one has begun and waits for, if any.</summary>
    public virtual Flight? Within => null;

    /// <summary>The request for pages that it is in the middle of, by itself or nested.</summary>
    public virtual Request? Asks => Within?.Asks;

    /// <summary>Its CPU takes no interrupt now.</summary>
    public virtual bool InterruptsOff => Within is { InterruptsOff: true };

    /// <summary>
    /// A lock that it holds from its first step to its last, and over everything nested in it; most hold none.
    /// </summary>
    public virtual Lock? HoldsThroughout(Memory memory) => null;

    /// <summary>
    /// Starts an operation. Some change the state at once: a CPU that goes offline begins to close its lists.
    /// </summary>
    /// <param name="item">What the operation gives back: that of its slot, or none.</param>
    public static (Memory Memory, Flight Flight) Begin(
        Memory memory, int task, int cpu, Operation operation, Item item)
    {
        switch (operation.Kind)
        {
            case OperationKind.Allocate:
                return (memory, PageFlights.Allocate(memory, task, cpu, operation.Request));
            case OperationKind.Free:
                return (memory, PageFlights.Free(memory, task, cpu, item.Pfn));
            case OperationKind.Adjust:
                return (memory, new AdjustFlight(cpu, operation.Argument) { Task = task }.Witness(memory));
            case OperationKind.SetMinFree:
                return (memory, new SetMinFreeFlight(cpu, operation.Argument) { Task = task });
            case OperationKind.AllocateObject:
                return (memory, SlabAllocateFlight.Start(memory, task, cpu, operation.Argument, operation.Request));
            case OperationKind.FreeObject:
                return (memory, new SlabFreeFlight(cpu, item) { Task = task });
            case OperationKind.FlushSlabs or OperationKind.ShrinkCache or OperationKind.DestroyCache:
                return (memory, SlabSweepFlight.Start(memory, task, cpu, operation));
            case OperationKind.Drain:
                return (memory, new DrainFlight(cpu, operation.Argument) { Task = task }.Witness(memory));
            case >= OperationKind.Kswapd and <= OperationKind.SetZonelists:
                return EnvironmentFlight.Begin(memory, task, cpu, operation, item);
            case OperationKind.UnpinPage:
                return (memory, PageFlights.Unpin(memory, task, cpu, item.Pfn));
            case OperationKind.PinPage or OperationKind.DirtyPage or OperationKind.WritePage:
                return (memory, new MappedPageFlight(cpu, operation.Kind) { Task = task });
            case >= OperationKind.PoolAllocate and <= OperationKind.PoolCancel:
                return PoolFlight.Starting(memory, task, cpu, operation, item);
            case >= OperationKind.SetDemand and <= OperationKind.ReserveFree:
                return ReserveFlights.Begin(memory, task, cpu, operation, item);
            default:
                bool online = memory.Cpu(operation.Argument) == CpuState.Online;
                Memory closing = online ? memory.WithCpu(operation.Argument, CpuState.Closing) : memory;
                return (closing, new OfflineFlight(cpu, operation.Argument) { Task = task });
        }
    }

    /// <summary>Writes a flight that another holds, or that there is none.</summary>
    internal static void WriteOrNone(Encoder to, Flight? flight)
    {
        if (flight is null) to.Number(0);
        else flight.Write(to);
    }

    /// <summary>
    /// Whether a task that may do what it likes would begin this now: what grants needs an empty slot, what returns a
    /// full one.
    /// </summary>
    public static bool CanBegin(World world, Operation operation) =>
        (!operation.Grants || world.Slots[operation.Slot].IsNone)
        && (!operation.Returns || !world.Slots[operation.Slot].IsNone || operation.Kind == OperationKind.Exit)
        && (operation.Kind != OperationKind.Exit || EnvironmentFlight.CanExit(world, operation.Argument))
        && SlabSweepFlight.MayBegin(world, operation);

    /// <summary>
    /// Writes down which operation this is and everything that can differ between two of its kind; never 0 first.
    /// </summary>
    public abstract void Write(Encoder to);

    /// <summary>Is this step allowed here and now? Then what follows; else the law it breaks.</summary>
    public abstract Verdict Accept(Memory memory, Label label);

    /// <summary>Steps worth trying now, best first: every allowed one is among them, and some that are not.</summary>
    public abstract IEnumerable<Label> Options(Memory memory);

    /// <summary>What the operation may answer now; null if it has more to do.</summary>
    public abstract Outcome? Answer(Memory memory);

    /// <summary>
    /// Someone's step led to this state: what the operation could have read in it counts from now on. A plain reading
    /// of a counter is judged by all states since the operation came to that zone.
    /// </summary>
    public virtual Flight Witness(Memory memory) => this;

    /// <summary>The zone whose counter its next step may read without the zone's lock, or null.</summary>
    public virtual int? Consults(Memory memory) => null;

    /// <summary>
    /// Where stores take time to become visible, what that reading may show besides the states it has witnessed: the
    /// counter and the marks of this earlier one. What is behind locks is never of the past.
    /// </summary>
    public virtual Flight Recall(Memory past) => this;

    /// <summary>
    /// The operation is between labels that one hold of its locks joins, and another CPU's step would fall between
    /// them: the law that this breaks, or null.
    /// </summary>
    public virtual string? Guards(Memory memory, Label label) => Within?.Guards(memory, label);

    /// <summary>Zones, one bit each, of which it holds a CPU list's lock between steps.</summary>
    public virtual ulong HoldsSomeList(Memory memory) => Within?.HoldsSomeList(memory) ?? 0;

    /// <summary>Zones of which it holds the lock of every CPU list between steps.</summary>
    public virtual ulong HoldsEveryList(Memory memory) => Within?.HoldsEveryList(memory) ?? 0;

    /// <summary>Why the operation may not answer this now; null if it may.</summary>
    public string? Refuses(Memory memory, Outcome observed)
    {
        Outcome? answer = Answer(memory);
        if (answer == observed) return null;
        return answer is { } due
            ? StepLaw.Broken(LawOf(observed), $"it answered '{observed}' where '{due}' follows")
            : StepLaw.Broken(LawOf(observed), $"it answered '{observed}' while {Unfinished(memory)}");
    }

    /// <summary>The law that this wrong answer breaks.</summary>
    protected abstract string LawOf(Outcome observed);

    /// <summary>What is still to be done, for people.</summary>
    protected abstract string Unfinished(Memory memory);

    protected static Verdict Out(string law, FormattableString fact) => Verdict.Refuse(law, fact);

    protected static Verdict Unexpected(Label label, string where) => Out(StepLaw.Protocol, $"'{label}' came {where}");

    protected static bool IsZone(Memory memory, uint zone) => zone < (uint)memory.Machine.Zones;
}

/// <summary>The answer to one step: the state and flight that follow, or the law that forbids it.</summary>
public readonly struct Verdict
{
    private readonly string? law;
    private readonly FormattableString? fact;

    private Verdict(Memory? memory, Flight? flight, string? law, FormattableString? fact) =>
        (Memory, Flight, this.law, this.fact) = (memory, flight, law, fact);

    public Memory? Memory { get; }

    public Flight? Flight { get; }

    [MemberNotNullWhen(true, nameof(Memory), nameof(Flight))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => law is null;

    /// <summary>
    /// The law, and the fact that breaks it: put into words when somebody asks, for a search never does.
    /// </summary>
    public string? Refusal =>
        law is null || fact is null ? law : StepLaw.Broken(law, FormattableString.Invariant(fact));

    public static Verdict Accept(Memory memory, Flight flight) => new(memory, flight.Witness(memory), null, null);

    public static Verdict Refuse(string law, FormattableString fact) => new(null, null, law, fact);

    /// <summary>A refusal in the words of a part of this step.</summary>
    public static Verdict Refuse(string refusal) => new(null, null, refusal, null);
}
