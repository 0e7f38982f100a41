using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// pages_set, connect and disconnect, under tree_mutex (semantics E.2, Part 0.6). Raising: pages are added along the
/// tree, the root's reserve is adjusted, and only then limits follow; if it cannot be populated the pages go back and
/// nothing has changed. Lowering: limits first, then pages. An adjustment is needed only where the root's pages change;
/// it may have to wait for somebody else's, and may be refused by what that leaves: then the pages go back at once.
/// </summary>
public sealed record TreeFlight(int Cpu, Operation Operation) : Flight(Cpu)
{
    private enum Stage : byte
    {
        Start,
        Pages,
        Adjust,
        Limits,
        Rollback,
        Done,
        Refused,
    }

    private Stage At { get; init; }

    /// <summary>The demand to go back to, units.</summary>
    private int Before { get; init; }

    /// <summary>Limits were changed; pages were.</summary>
    private bool LimitsDone { get; init; }

    private bool PagesDone { get; init; }

    /// <summary>adjust_memalloc_reserve, under var_free_mutex.</summary>
    private Flight? Adjusting { get; init; }

    public override Flight? Within => Adjusting;

    protected override string LawOf(Outcome observed) => StepLaw.Errors;

    private int Target => Operation.Reserve;

    public override Outcome? Answer(Memory memory) => At switch
    {
        Stage.Start when IsRefusedAtOnce(memory) => Outcome.Refused,
        Stage.Done => Outcome.Done,
        Stage.Refused => Outcome.Refused,
        _ => null,
    };

    /// <summary>
    /// tree_mutex. Known wrong: the tree is under its root's r.lock instead, a spinlock, and all that follows is too.
    /// </summary>
    public override Lock? HoldsThroughout(Memory memory) =>
        memory.Machine.Published.Has(Published.TreeUnderReserveLock) ? Lock.ReserveLeaf : Lock.TreeMutex;

    public override Flight Witness(Memory memory)
    {
        if (Adjusting is not { } adjust) return this;
        Flight seen = adjust.Witness(memory);
        return seen.Answer(memory) is { } answer
            ? (this with { Adjusting = null }).AfterAdjust(answer)
            : this with { Adjusting = seen };
    }

    public override Verdict Accept(Memory memory, Label label)
    {
        if (At is Stage.Done or Stage.Refused) return Unexpected(label, "after the tree was changed");
        if (At == Stage.Start) return Started(memory, label);
        if (At == Stage.Adjust) return Adjusted(memory, label);
        return label == Due(memory) ? Step(memory) : Unexpected(label, $"where '{Due(memory)}' is next");
    }

    public override void Write(Encoder to)
    {
        to.Number(96);
        to.Number(Cpu);
        to.Number((int)Operation.Kind);
        to.Number(Target);
        to.Number(Operation.Argument);
        to.Number((int)At);
        to.Number(Before);
        to.Number((LimitsDone ? 1 : 0) + (PagesDone ? 2 : 0));
        WriteOrNone(to, Adjusting);
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (At == Stage.Adjust) return Adjusting!.Options(memory);
        if (At != Stage.Start) return At is Stage.Done or Stage.Refused ? [] : [Due(memory)];
        if (memory.Reserves.Holder >= 0) return [];
        return [ErrorOf(memory) is { } error ? Label.ReserveRefused(Target, error) : First(memory).Due(memory)];
    }

    protected override string Unfinished(Memory memory) => $"the tree was not changed: {At} is next";

    private bool IsRefusedAtOnce(Memory memory) =>
        Operation.Kind == OperationKind.SetDemand && ReserveFlights.IsRestricted(memory, Operation.Request.Gfp);

    /// <summary>What makes the change an error, seen under the mutex.</summary>
    private ReserveError? ErrorOf(Memory memory)
    {
        Reserves tree = memory.Reserves;
        bool linked = tree.Nodes[Target].Parent >= 0;
        bool inUse = tree.Nodes[Target].Usage > 0 && !memory.Machine.Published.Has(Published.DisconnectInUse);
        bool cycle = Operation.Kind == OperationKind.Connect && tree.Path(Operation.Argument).Contains(Target);
        return Operation.Kind switch
        {
            OperationKind.Connect when linked => ReserveError.HasParent,
            OperationKind.Connect when cycle && !memory.Machine.Published.Has(Published.ConnectMakesCycle) =>
                ReserveError.Cycle,
            OperationKind.Disconnect when !linked => ReserveError.NoParent,
            OperationKind.Disconnect when inUse => ReserveError.InUse,
            _ => null,
        };
    }

    private Verdict Started(Memory memory, Label label)
    {
        if (memory.Reserves.Holder >= 0) return Unexpected(label, $"while task {memory.Reserves.Holder} holds it");
        if (ErrorOf(memory) is { } error)
        {
            return label == Label.ReserveRefused(Target, error)
                ? Verdict.Accept(memory, this with { At = Stage.Refused })
                : Out(StepLaw.Errors, $"'{label}' where the answer is {error}");
        }

        TreeFlight first = First(memory);
        if (label != first.Due(memory)) return Out(StepLaw.Errors, $"'{label}' where '{first.Due(memory)}' is next");
        return first.Step(memory with { Reserves = memory.Reserves.Locked(Task) });
    }

    /// <summary>What comes first: pages when raising, limits when lowering.</summary>
    private TreeFlight First(Memory memory)
    {
        bool raise = IsRaise(memory);
        Published swapped = raise ? Published.LimitsBeforePages : Published.PagesBeforeLimits;
        bool limits = raise == (Operation.Kind == OperationKind.SetDemand && memory.Machine.Published.Has(swapped));
        return this with { At = limits ? Stage.Limits : Stage.Pages, Before = memory.Reserves.Nodes[Target].Units };
    }

    private bool IsRaise(Memory memory) =>
        Operation.Kind == OperationKind.Connect
        || (Operation.Kind == OperationKind.SetDemand && Operation.Argument > memory.Reserves.Nodes[Target].Units);

    /// <summary>The one label that this stage consists of.</summary>
    private Label Due(Memory memory)
    {
        bool back = At == Stage.Rollback;
        return (Operation.Kind, At == Stage.Limits || (back && LimitsDone)) switch
        {
            (OperationKind.SetDemand, true) => Label.Limit(Target, back ? Before : Operation.Argument),
            (OperationKind.SetDemand, false) => Label.Demand(Target, back ? Before : Operation.Argument),
            (OperationKind.Connect, true) => back ? Label.Withdraw(Target) : Label.Back(Target),
            (OperationKind.Connect, false) => back ? Label.Unlink(Target) : Label.Link(Target, Operation.Argument),
            (_, true) => Label.Withdraw(Target),
            _ => Label.Unlink(Target),
        };
    }

    private Verdict Step(Memory memory)
    {
        Label label = Due(memory);
        Memory next = ReserveCharging.Wake(memory with { Reserves = After(memory, label) });
        bool limits = label.What is Ghost.Limit or Ghost.Back or Ghost.Withdraw;
        if (At == Stage.Rollback)
        {
            TreeFlight back = limits ? this with { LimitsDone = false } : this with { PagesDone = false };
            return back.LimitsDone || back.PagesDone ? Verdict.Accept(next, back) : End(next, back, Stage.Refused);
        }

        TreeFlight then = limits ? this with { LimitsDone = true } : this with { PagesDone = true };
        return limits ? Ended(next, then.AfterAdjust(Outcome.Done)) : AfterPages(next, then, memory);
    }

    /// <summary>The tree after one label.</summary>
    private Reserves After(Memory memory, Label label)
    {
        Reserves tree = memory.Reserves;
        ReserveSpec spec = memory.Machine.Reserves[Target];
        int units = (int)label.B;
        switch (label.What)
        {
            case Ghost.Demand:
                return tree.WithDemand(Target, units, spec.PagesFor(units) - spec.PagesFor(tree.Nodes[Target].Units));
            case Ghost.Limit:
                int from = At == Stage.Rollback ? Operation.Argument : Before;
                return tree.WithLimit(Target, (units - from) * spec.UnitBytes);
            case Ghost.Link:
                return tree.Linked(Target, (int)label.B);
            case Ghost.Back:
                return tree.WithBacking(Target);
            case Ghost.Withdraw:
                return tree.WithoutBacking(Target);
            default:
                bool forgotten = At == Stage.Rollback && memory.Machine.Published.Has(Published.ConnectNotUnlinked);
                return tree.Unlinked(Target, keepsParent: forgotten);
        }
    }

    /// <summary>The reserve follows the root's pages.</summary>
    private static Verdict AfterPages(Memory memory, TreeFlight then, Memory before)
    {
        int delta = memory.Reserves.Nodes[0].Pages - before.Reserves.Nodes[0].Pages;
        Flight adjust = new AdjustFlight(then.Cpu, delta) { Task = then.Task }.Witness(memory);
        return Joined(memory, then with { At = Stage.Adjust, Adjusting = adjust });
    }

    private Verdict Adjusted(Memory memory, Label label)
    {
        Verdict verdict = Adjusting!.Accept(memory, label);
        return verdict.Accepted ? Joined(verdict.Memory, this with { Adjusting = verdict.Flight }) : verdict;
    }

    /// <summary>An adjustment that has its answer is over in the same step.</summary>
    private static Verdict Joined(Memory memory, TreeFlight flight) =>
        flight.Adjusting!.Answer(memory) is { } answer
            ? Ended(memory, (flight with { Adjusting = null }).AfterAdjust(answer))
            : Verdict.Accept(memory, flight);

    /// <summary>
    /// Half of the change is done, or refused. Only a refusal can come by what others do: a success, after which the
    /// tree may be unlocked, is decided by a step of this operation.
    /// </summary>
    private TreeFlight AfterAdjust(Outcome adjusted)
    {
        if (!adjusted.Ok) return this with { At = Stage.Rollback };
        return this with { At = PagesDone ? LimitsDone ? Stage.Done : Stage.Limits : Stage.Pages };
    }

    private static Verdict Ended(Memory memory, TreeFlight flight) =>
        flight.At == Stage.Done ? End(memory, flight, Stage.Done) : Verdict.Accept(memory, flight);

    private static Verdict End(Memory memory, TreeFlight then, Stage stage) =>
        Verdict.Accept(memory with { Reserves = memory.Reserves.Locked(-1) }, then with { At = stage });
}
