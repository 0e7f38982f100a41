using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Refinement;

/// <summary>An allocator under test: it runs one operation at a time and tells what it did. One that
/// owns memory is IDisposable.</summary>
public interface IConformanceSubject
{
    IMemoryView View { get; }

    /// <summary>
    /// Runs a whole operation on that CPU, appending its notes. Misuse is a refusal that changes nothing.
    /// </summary>
    Outcome Apply(int cpu, Operation operation, List<Label> notes);

    /// <summary>The subject's own check of itself; null if it finds nothing.</summary>
    string? Validate();
}

/// <summary>Makes a fresh subject for a topology; called once for every sequence.</summary>
public delegate IConformanceSubject SubjectFactory(Topology topology);

/// <summary>One command of a sequence: a CPU does an operation.</summary>
public readonly record struct Command(int Cpu, Operation Operation)
{
    public override string ToString() => $"cpu{Cpu}: {Operation}";
}
