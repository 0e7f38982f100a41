using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Subjects;

/// <summary>One allocator under test, in any of its forms, driven by operations as data.</summary>
public interface ISubject : IDisposable
{
    IMemoryView View { get; }

    /// <summary>The shared cells, for an explorer that restores them.</summary>
    nuint Memory { get; }

    int MemoryBytes { get; }

    /// <summary>The frame and the order that each slot holds; private to the specs.</summary>
    uint[] Slots { get; }

    int[] Orders { get; }

    string NameOf(nuint cell);

    /// <summary>The zone whose counter, marks or lock the cell is; -1: of no zone.</summary>
    int ZoneOf(nuint cell);

    /// <summary>Runs one operation alone, outside any exploration.</summary>
    Outcome Apply(int cpu, int index, Operation operation);

    /// <summary>The allocator's own check of itself, alone.</summary>
    string[] Validate();

    /// <summary>A CPU's operations as a coroutine: forms made by Twinner.</summary>
    CoTask Start(int cpu, Operation[] operations);

    /// <summary>A CPU's operations as plain code: the production source.</summary>
    void Run(int cpu, Operation[] operations);

    /// <summary>A whole life on CPU 0 of a subject that was not started, as a coroutine.</summary>
    CoTask StartLife(Operation[] operations);

    /// <summary>A whole life on CPU 0 of a subject that was not started, as plain code.</summary>
    void RunLife(Operation[] operations);
}
