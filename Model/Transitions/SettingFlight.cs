using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// Settings that change in one step: a task's mems_allowed (semantics A.5), a CPU online again (B.3), the zonelists
/// (A.4, INV-A4: readers see the old ones or the new ones).
/// </summary>
public sealed record SettingFlight(int Cpu, Operation Operation) : Flight(Cpu)
{
    private bool Done { get; init; }

    /// <summary>G23: the rebuild is half done, for all to see.</summary>
    private bool Half { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Protocol;

    public override Outcome? Answer(Memory memory) => Done ? Outcome.Done : null;

    public override IEnumerable<Label> Options(Memory memory) => Done || !IsOpen(memory) ? [] : [Due(memory)];

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Done || !IsOpen(memory) || label != Due(memory)) return Unexpected(label, $"while {Operation} was due");
        bool half = label == Label.Zonelists((int)ZonelistOrder.HalfBuilt);
        return Verdict.Accept(Changed(memory, label), this with { Done = !half, Half = half });
    }

    public override void Write(Encoder to)
    {
        to.Number(165);
        to.Number(Cpu);
        to.Number((int)Operation.Kind);
        to.Number(Operation.Argument);
        to.Number(Operation.Request.Allowed.Bits);
        to.Number((Done ? 1 : 0) + (Half ? 2 : 0));
    }

    protected override string Unfinished(Memory memory) => $"{Operation} was not done";

    /// <summary>A CPU that is on its way out comes back after it has gone.</summary>
    private bool IsOpen(Memory memory) =>
        Operation.Kind != OperationKind.Online || memory.Cpu(Operation.Argument) != CpuState.Closing;

    private Label Due(Memory memory)
    {
        bool atomic = Half || !memory.Machine.Published.Has(Published.HalfRebuiltZonelist);
        return Operation.Kind switch
        {
            OperationKind.SetMems => Label.MemsAllowed(Operation.Argument, Operation.Request.Allowed),
            OperationKind.Online => Label.Online(Operation.Argument),
            _ => Label.Zonelists(atomic ? Operation.Argument : (int)ZonelistOrder.HalfBuilt),
        };
    }

    private Memory Changed(Memory memory, Label label) => Operation.Kind switch
    {
        OperationKind.SetMems => memory.WithTask(
            Operation.Argument,
            memory.Tasks[Operation.Argument] with { Allowed = Operation.Request.Allowed }),
        OperationKind.Online => memory.WithCpu(Operation.Argument, CpuState.Online),
        _ => memory with { Zonelists = (ZonelistOrder)label.A },
    };
}
