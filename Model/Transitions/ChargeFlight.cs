using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A charge of its own: it takes place if it fits, else it waits if it may, first come first served (Part 0.6).
/// </summary>
public sealed record ChargeFlight(int Cpu, Operation Operation) : Flight(Cpu)
{
    private Charging Charge { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Charged;

    /// <summary>What is charged if it succeeds.</summary>
    public int BytesOf(Memory memory) =>
        ReserveCharging.Charged(memory.Machine, Operation.Reserve, Operation.Argument);

    public override Outcome? Answer(Memory memory) => Charge.State switch
    {
        Charging.Stage.Charged => Outcome.Given(new(Pfn.None, Operation.Slot)),
        Charging.Stage.Refused => Outcome.Refused,
        _ => null,
    };

    public override Verdict Accept(Memory memory, Label label)
    {
        Charging.Step step = Asked(memory).Accept(memory, label, Task);
        if (step.Memory is not { } next) return step.Refusal;
        if (step.Then.State == Charging.Stage.Charged)
        {
            Item item = new(Pfn.None, Operation.Slot);
            LiveCharge charge = new(item, Operation.Reserve, Operation.Argument, step.Then.Bytes);
            next = next with { Reserves = next.Reserves.WithCharge(charge) };
        }

        return Verdict.Accept(next, this with { Charge = step.Then });
    }

    public override void Write(Encoder to)
    {
        to.Number(97);
        to.Number(Cpu);
        to.Number(Operation.Reserve);
        to.Number(Operation.Argument);
        to.Number(Operation.Slot);
        to.Number((int)Charge.State);
    }

    public override IEnumerable<Label> Options(Memory memory) => Asked(memory).Options(memory, Task);

    protected override string Unfinished(Memory memory) => "the charge was not decided";

    private Charging Asked(Memory memory) => Charge with
    {
        Reserve = Operation.Reserve,
        Bytes = BytesOf(memory),
        MayWait = (Operation.Request.Gfp & Gfp.Wait) != 0,
    };
}

/// <summary>How far one charge has come: asked, waiting, charged, or refused.</summary>
public readonly record struct Charging(int Reserve, int Bytes, bool MayWait)
{
    public enum Stage : byte
    {
        Asked,
        Waiting,
        Charged,
        Refused,
    }

    public Stage State { get; init; }

    /// <summary>Waiting, nobody has woken it, and so it sleeps.</summary>
    public bool Sleeps(Memory memory, int task) =>
        State == Stage.Waiting && Queue(memory).Waiters[Queue(memory).PlaceOf(task)] is { Woken: false };

    public IEnumerable<Label> Options(Memory memory, int task) =>
        State is Stage.Charged or Stage.Refused || Sleeps(memory, task) ? [] : [Due(memory, task)];

    /// <summary>One step under the locks: what follows, or the law it breaks.</summary>
    public Step Accept(Memory memory, Label label, int task)
    {
        if (State is Stage.Charged or Stage.Refused || Sleeps(memory, task))
        {
            return new(null, this, Verdict.Refuse(StepLaw.Protocol, $"'{label}' came from one who sleeps or is done"));
        }

        Label due = Due(memory, task);
        if (label != due) return new(null, this, Verdict.Refuse(StepLaw.Charged, $"'{label}' where '{due}' follows"));
        return label.What switch
        {
            Ghost.Charge => new(Charged(memory, task), this with { State = Stage.Charged }, default),
            Ghost.Wait => new(Enqueued(memory, task), this with { State = Stage.Waiting }, default),
            _ => new(Left(memory, task), this with { State = Stage.Refused }, default),
        };
    }

    private WaitQueue Queue(Memory memory) => memory.Reserves.Nodes[Reserve].Queue;

    /// <summary>
    /// What happens when it is tried now. Who may wait comes after those that wait; who may not, takes what fits.
    /// </summary>
    private Label Due(Memory memory, int task)
    {
        if (!ReserveCharging.IsBacked(memory, Reserve)) return Label.ReserveRefused(Reserve, ReserveError.Disconnected);
        int place = Queue(memory).PlaceOf(task);
        bool turn = !MayWait || (place < 0 ? Queue(memory).IsEmpty : place == 0);
        if (turn && ReserveCharging.Fits(memory, Reserve, Bytes)) return Label.Charge(Reserve, Bytes);
        return MayWait
            ? Label.Wait(Reserve, Bytes)
            : Label.ReserveRefused(Reserve, ReserveError.OverLimit);
    }

    /// <summary>Charged, out of the queue; the next in it may fit as well.</summary>
    private Memory Charged(Memory memory, int task) =>
        Left(ReserveCharging.Charge(memory, Reserve, Bytes), task);

    private Memory Left(Memory memory, int task)
    {
        int place = Queue(memory).PlaceOf(task);
        if (place < 0) return memory;
        Reserves left = memory.Reserves.WithQueue(Reserve, Queue(memory).Without(place));
        return ReserveCharging.Wake(memory with { Reserves = left });
    }

    private Memory Enqueued(Memory memory, int task)
    {
        int place = Queue(memory).PlaceOf(task);
        WaitQueue queue = place < 0
            ? Queue(memory).With(new(task, Bytes, Woken: false))
            : Queue(memory).Woken(place, false);
        return memory with { Reserves = memory.Reserves.WithQueue(Reserve, queue) };
    }

    /// <summary>What one step of a charge leads to; without memory, why it may not be taken.</summary>
    public readonly record struct Step(Memory? Memory, Charging Then, Verdict Refusal);
}
