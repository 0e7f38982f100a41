using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Subjects;

namespace Plimsoll.Specs.Refinement;

using Note = Plimsoll.Explorer.Note;

/// <summary>
/// One CPU from the first cell written to the last check: what scenarios, which start later, do not show.
/// </summary>
internal sealed class LifeProgram(ISubject subject, Operation[] operations) : IProgram, IDisposable
{
    public string Name => "a-life";

    public int Cpus => 1;

    public nuint Memory => subject.Memory;

    public int MemoryBytes => subject.MemoryBytes;

    public bool WatchesSteps => false;

    public void Begin() => Array.Fill(subject.Slots, Pfn.None.Value);

    public CoTask Start(int cpu) => subject.StartLife(operations);

    public void Run(int cpu) => subject.RunLife(operations);

    public void OnNote(int cpu, uint what, uint a, uint b, uint c)
    {
    }

    public void OnStep(in Step step)
    {
    }

    public void OnEnd()
    {
    }

    public string NameOf(nuint cell) => subject.NameOf(cell);

    public void Dispose() => subject.Dispose();
}
