namespace Plimsoll.Explorer;

/// <summary>
/// Turns the notes of a program's operations into a history, and judges it when the execution ends. A program owns one
/// and passes on what it is told: <see cref="Begin()"/>, <see cref="OnStep"/> (so it watches steps),
/// <see cref="OnNote"/>, <see cref="OnEnd"/>. If it has no other laws it says so to reduction: its
/// <see cref="IProgram.GhostsOf(in Step)"/> is <see cref="Ghosts.None"/>.
/// <para>
/// An operation begins at its first own step, not at the note of its call. A CPU that has taken the last step of an
/// operation runs on to the first access of the next one and waits there for its turn; that one has not begun, and
/// whatever returns meanwhile comes before it. Taking the note for the beginning would make the two overlap in every
/// schedule, and hide what only their order reveals. An operation that takes no step at all begins and ends with the
/// step before it. With store buffers a CPU's store is its own when it is issued; the arrival is nobody's step.
/// </para>
/// </summary>
/// <param name="spec">What the object promises.</param>
/// <param name="operation">Reads the three numbers of a call.</param>
/// <param name="result">Reads the three numbers of a return.</param>
public sealed class HistoryRecorder<TState, TOperation, TResult>(
    ISequentialSpec<TState, TOperation, TResult> spec,
    Func<uint, uint, uint, TOperation> operation,
    Func<uint, uint, uint, TResult> result)
    where TState : notnull
{
    /// <summary>The law: every history has an order that the specification allows.</summary>
    public const string Law = "LINEARIZABILITY";

    private readonly Note?[] announced = new Note?[Engine.MaxCpus];

    /// <summary>The history of this execution, so far.</summary>
    public History<TOperation, TResult> History { get; } = new();

    public LinearizabilityChecker<TState, TOperation, TResult> Checker { get; } = new(spec);

    /// <summary>An execution starts.</summary>
    public void Begin()
    {
        History.Clear();
        Array.Clear(announced);
    }

    /// <summary>A step took place.</summary>
    public void OnStep(in Step step)
    {
        if (step.Kind is not (AccessKind.Flush or AccessKind.Drained)) Begin(step.Cpu);
    }

    private void Begin(int cpu)
    {
        if (announced[cpu] is not { } note) return;
        announced[cpu] = null;
        History.Call(cpu, operation(note.A, note.B, note.C));
    }

    /// <summary>A note; false when it is none of an operation.</summary>
    /// <exception cref="InvalidOperationException">
    /// Notes that make no history: a call within an operation, a return or a point outside one.
    /// </exception>
    public bool OnNote(int cpu, uint what, uint a, uint b, uint c)
    {
        switch (what)
        {
            case OperationNotes.CallLabel:
                if (announced[cpu] is not null || History.IsOpen(cpu))
                    throw new InvalidOperationException($"cpu{cpu} calls an operation within another one.");
                announced[cpu] = new(cpu, what, a, b, c);
                return true;
            case OperationNotes.ReturnLabel:
                Begin(cpu);
                History.Return(cpu, result(a, b, c));
                return true;
            case OperationNotes.PointLabel:
                Begin(cpu);
                History.LinPoint(cpu);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The execution is over: judges its history, and fails the execution if it is not linearizable.</summary>
    public Linearization<TState, TOperation, TResult> OnEnd()
    {
        Linearization<TState, TOperation, TResult> verdict = Checker.Check(History);
        if (!verdict.Holds) Engine.Current?.Fail(Law, verdict.ToString());
        return verdict;
    }

    /// <summary>A note for people, or null when it is none of an operation: <c>call push(3)</c>.</summary>
    public string? Describe(in Note note) => note.What switch
    {
        OperationNotes.CallLabel => $"call {spec.DescribeOperation(operation(note.A, note.B, note.C))}",
        OperationNotes.ReturnLabel => $"return {result(note.A, note.B, note.C)}",
        OperationNotes.PointLabel => "takes effect",
        _ => null,
    };
}
