using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// The allocation wrapper of a reserve (semantics E.2, Part 0.6): a plain attempt with NOMEMALLOC; where it fails and
/// the caller is entitled, a charge, waited for if it may; after a wait one more plain attempt, which gives the charge
/// back; then the entitled attempt. If that fails the charge is given back and nothing is granted.
/// </summary>
public sealed record ReserveAllocateFlight(int Cpu, int Reserve, Request Request) : Flight(Cpu)
{
    /// <summary>Where the wrapper stands.</summary>
    public enum Stage : byte
    {
        Plain,
        Charge,
        PlainAgain,
        Entitled,
        GiveBack,
        Done,
    }

    public Stage At { get; private init; }

    /// <summary>What is charged to the reserve for this request at the moment, bytes.</summary>
    public int Held { get; private init; }

    /// <summary>The entitled attempt was refused although it was charged for: what Theorem E excludes.</summary>
    public bool Denied { get; private init; }

    /// <summary>What it asks to be charged, while it asks.</summary>
    public int BytesAsked => Charge.Bytes;

    private Charging Charge { get; init; }

    /// <summary>The attempt under way.</summary>
    private Flight? Attempt { get; init; }

    public override Flight? Within => Attempt;

    private Outcome? Due { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Charged;

    public static Flight Start(Memory memory, int task, int cpu, Operation operation)
    {
        ReserveAllocateFlight flight = new(cpu, operation.Reserve, operation.Request) { Task = task };
        if (ReserveFlights.IsRestricted(memory, operation.Request.Gfp)
            && AllocFlag.Entitled(operation.Request.Gfp, operation.Request.Context))
        {
            return flight with { At = Stage.Done, Due = Outcome.Refused };
        }

        return flight.Try(memory, Stage.Plain).Witness(memory);
    }

    public override Outcome? Answer(Memory memory) => At == Stage.Done ? Due : null;

    /// <summary>An attempt may fail by what others do; it succeeds by a step of its own.</summary>
    public override Flight Witness(Memory memory)
    {
        if (Attempt is null) return this;
        ReserveAllocateFlight seen = this with { Attempt = Attempt.Witness(memory) };
        return seen.Attempt.Answer(memory) is { Ok: false } ? seen.Failed(memory) : seen;
    }

    public override Verdict Accept(Memory memory, Label label) => At switch
    {
        Stage.Charge => Charged(memory, label),
        Stage.GiveBack => GivenBack(memory, label),
        Stage.Done => Unexpected(label, "after the request was decided"),
        _ => Attempted(memory, label),
    };

    public override void Write(Encoder to)
    {
        to.Number(99);
        to.Number(Cpu);
        to.Number(Reserve);
        to.Request(Request);
        to.Number((int)At + (Denied ? 8 : 0));
        to.Number(Held);
        to.Number((int)Charge.State);
        to.Item(Due?.Item ?? Item.None);
        WriteOrNone(to, Attempt);
    }

    public override IEnumerable<Label> Options(Memory memory) => At switch
    {
        Stage.Charge => Charge.Options(memory, Task),
        Stage.GiveBack => [Label.Uncharge(Reserve, Held)],
        Stage.Done => [],
        _ => Attempt!.Options(memory),
    };

    protected override string Unfinished(Memory memory) => $"{At} is next";

    /// <summary>Starts an attempt; the plain ones keep off the reserve.</summary>
    private ReserveAllocateFlight Try(Memory memory, Stage stage)
    {
        Request request = stage == Stage.Entitled
            ? Request
            : Request with { Gfp = Request.Gfp | Gfp.NoMemAlloc | Gfp.NoWarn };
        int cache = memory.Machine.Reserves[Reserve].Cache;
        Flight attempt = cache < 0
            ? PageFlights.Allocate(memory, Task, Cpu, request)
            : SlabAllocateFlight.Start(memory, Task, Cpu, cache, request);
        return this with { At = stage, Attempt = attempt };
    }

    private Verdict Attempted(Memory memory, Label label)
    {
        Verdict verdict = Attempt!.Accept(memory, label);
        if (!verdict.Accepted) return verdict;
        ReserveAllocateFlight next = this with { Attempt = verdict.Flight };
        return verdict.Flight.Answer(verdict.Memory) is { Ok: true } granted
            ? next.Granted(verdict.Memory, granted)
            : Verdict.Accept(verdict.Memory, next);
    }

    private Verdict Granted(Memory memory, Outcome granted)
    {
        ReserveAllocateFlight done = this with { Attempt = null, Due = granted };
        if (At == Stage.PlainAgain) return Verdict.Accept(memory, done with { At = Stage.GiveBack });
        if (Held == 0) return Verdict.Accept(memory, done with { At = Stage.Done });
        LiveCharge charge = new(granted.Item, Reserve, Units(memory), Held);
        Memory charged = memory with { Reserves = memory.Reserves.WithCharge(charge) };
        return Verdict.Accept(charged, done with { At = Stage.Done, Held = 0 });
    }

    private Flight Failed(Memory memory)
    {
        ReserveAllocateFlight failed = this with { Attempt = null, Due = Outcome.Refused };
        switch (At)
        {
            case Stage.Plain when AllocFlag.Entitled(Request.Gfp, Request.Context):
                int bytes = ReserveCharging.Charged(memory.Machine, Reserve, Units(memory));
                return failed with { At = Stage.Charge, Charge = new(Reserve, bytes, (Request.Gfp & Gfp.Wait) != 0) };
            case Stage.Plain:
                return failed with { At = Stage.Done };
            case Stage.PlainAgain:
                return failed.Try(memory, Stage.Entitled).Witness(memory);
            default:
                bool leaks = memory.Machine.Published.Has(Published.ChargeLeaks);
                return leaks
                    ? failed with { At = Stage.Done, Denied = true, Held = 0 }
                    : failed with { At = Stage.GiveBack, Denied = true };
        }
    }

    private Verdict Charged(Memory memory, Label label)
    {
        Charging.Step step = Charge.Accept(memory, label, Task);
        if (step.Memory is not { } charged) return step.Refusal;
        bool waited = Charge.State == Charging.Stage.Waiting;
        ReserveAllocateFlight next = this with { Charge = step.Then };
        return step.Then.State switch
        {
            Charging.Stage.Charged => Verdict.Accept(
                charged,
                (next with { Held = step.Then.Bytes, Charge = default })
                    .Try(charged, waited ? Stage.PlainAgain : Stage.Entitled)),
            Charging.Stage.Refused => Verdict.Accept(charged, next with { At = Stage.Done, Charge = default }),
            _ => Verdict.Accept(charged, next),
        };
    }

    private Verdict GivenBack(Memory memory, Label label) =>
        label == Label.Uncharge(Reserve, Held)
            ? Verdict.Accept(
                ReserveCharging.Uncharge(memory, Reserve, Held), this with { At = Stage.Done, Held = 0 })
            : Out(StepLaw.Charged, $"'{label}' where {Held} bytes are given back");

    /// <summary>What the request counts for, in units of the reserve's kind.</summary>
    private int Units(Memory memory) =>
        memory.Machine.Reserves[Reserve].Kind == DemandKind.Pages ? 1 << Request.Order.Value : 1;
}
