using System.Runtime.InteropServices;
using Plimsoll.Explorer;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// A handful of shared cells and a body a CPU, written by hand: as coroutine, and for some tests as plain code too.
/// </summary>
internal sealed unsafe class CellProgram : IProgram, IDisposable
{
    private readonly uint* cells;
    private readonly string[] names;

    public CellProgram(string cellNames, int cpus, Func<CellProgram, int, CoTask> twin)
    {
        names = cellNames.Split(' ');
        cells = (uint*)NativeMemory.AllocZeroed((nuint)names.Length, sizeof(uint));
        Cpus = cpus;
        Twin = twin;
    }

    public string Name { get; init; } = "cells";

    public int Cpus { get; }

    public nuint Memory => (nuint)cells;

    public int MemoryBytes => names.Length * sizeof(uint);

    public bool WatchesSteps => AtStep is not null;

    public Func<CellProgram, int, CoTask> Twin { get; }

    public Action<CellProgram, int>? Code { get; init; }

    public Action<CellProgram>? AtBegin { get; init; }

    public Action<CellProgram>? AtEnd { get; init; }

    public Action<CellProgram, Step>? AtStep { get; init; }

    public Action<CellProgram, Note>? AtNote { get; init; }

    /// <summary>What laws can tell of each step.</summary>
    public Ghosts StepGhosts { get; init; } = Ghosts.Ordered;

    /// <summary>The address of a cell.</summary>
    public nuint this[int index] => (nuint)(cells + index);

    public uint Value(int index) => cells[index];

    public void Set(int index, uint value) => cells[index] = value;

    public void Begin() => AtBegin?.Invoke(this);

    public CoTask Start(int cpu) => Twin(this, cpu);

    public void Run(int cpu) => Code!(this, cpu);

    public void OnNote(int cpu, uint what, uint a, uint b, uint c) => AtNote?.Invoke(this, new(cpu, what, a, b, c));

    public void OnStep(in Step step) => AtStep?.Invoke(this, step);

    public Ghosts GhostsOf(in Step step) => StepGhosts;

    public void OnEnd() => AtEnd?.Invoke(this);

    public string NameOf(nuint cell) => names[(int)((cell - Memory) / sizeof(uint))];

    public void Dispose() => NativeMemory.Free(cells);
}
