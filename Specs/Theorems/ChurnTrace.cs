using System.Collections.Immutable;

namespace Plimsoll.Specs.Theorems;

/// <summary>A run of steps that differ in nothing a reader asks for, and what the machine holds after it.</summary>
/// <param name="Size">The class, bytes.</param>
/// <param name="Usage">Bytes in use.</param>
/// <param name="Slabs">Slabs by class, in the machine's order.</param>
/// <param name="Cpu">The CPU that allocated, or whose own slab it was; -1 for none.</param>
public sealed record ChurnRun(
    int Count, bool Allocates, long Size, int Cpu, int Usage, int Pages, ImmutableArray<int> Slabs)
{
    /// <summary>What was done, and how often.</summary>
    public string Steps =>
        $"{Count} x {(Allocates ? "alloc" : "free")}({Size}){(Cpu < 0 ? "" : $" on cpu{Cpu}")}";

    public override string ToString() =>
        $"{Steps}: {Usage} bytes in {Pages} pages, slabs {string.Join(' ', Slabs)}";
}

/// <summary>A trace for people: equal steps in a row are one line.</summary>
public static class ChurnTrace
{
    public static ImmutableArray<ChurnRun> Fold(ChurnMachine machine, IReadOnlyList<ChurnStep> trace)
    {
        var runs = ImmutableArray.CreateBuilder<ChurnRun>();
        ushort[] state = new ushort[machine.Cells];
        for (int at = 0, from = 0; at < trace.Count; at++)
        {
            machine.Take(trace[at], state);
            bool goesOn = at + 1 < trace.Count && Alike(trace[at], trace[at + 1]);
            if (goesOn) continue;
            runs.Add(Run(machine, trace[at], at + 1 - from, state));
            from = at + 1;
        }

        return runs.ToImmutable();
    }

    private static bool Alike(ChurnStep a, ChurnStep b) =>
        (a.Allocates, a.Class, a.Cpu) == (b.Allocates, b.Class, b.Cpu);

    private static ChurnRun Run(ChurnMachine machine, ChurnStep step, int count, ushort[] state) => new(
        count,
        step.Allocates,
        machine.Caches[step.Class].Size,
        step.Cpu,
        machine.Usage(state),
        machine.Pages(state),
        [.. Enumerable.Range(0, machine.Caches.Length).Select(c => machine.Slabs(state, c))]);
}
