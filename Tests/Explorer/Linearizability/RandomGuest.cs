using System.Globalization;
using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// Operations at random over three cells and a lock: what an operation sees it returns, and it may go on, or be over,
/// according to what it saw. A number means the same guest for ever.
/// </summary>
internal sealed class RandomGuest
{
    private const string Kinds = "lsace";
    private const int Lock = 3;

    private readonly string[][] operations;
    private ulong state;

    /// <param name="weak">For store buffers, which multiply schedules: smaller, and mostly loads and stores.</param>
    public RandomGuest(int number, bool weak)
    {
        state = (ulong)number;
        int cpus = weak ? 2 : 2 + Below(2);
        operations = new string[cpus][];
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            int count = 1 + Below(weak ? 2 : 5 - cpus);
            operations[cpu] = [.. Enumerable.Range(0, count).Select(_ => Operation(weak))];
        }
    }

    public (Report Report, SortedSet<string> Found) Explore(
        StrategyKind kind, MemoryModel memory, Flaws flaws = Flaws.None) =>
        Explore(new() { Strategy = kind, Memory = memory, Flaws = flaws, CheckRaces = false, Iterations = 4000 });

    public (Report Report, SortedSet<string> Found) Explore(ExplorationOptions options)
    {
        SortedSet<string> found = new(StringComparer.Ordinal);
        HistoryRecorder<int, int, uint> recorder = new(new AnySpec(), (a, _, _) => (int)a, (result, _, _) => result);
        using CellProgram program = new("x y z lock", operations.Length, Run)
        {
            AtBegin = _ => recorder.Begin(),
            AtStep = (_, step) => recorder.OnStep(step),
            AtNote = (_, note) => recorder.OnNote(note.Cpu, note.What, note.A, note.B, note.C),
            AtEnd = _ => See(),
            StepGhosts = Ghosts.None,
        };
        return (Exploration.Run(program, options), found);

        void See()
        {
            if (Engine.Current is { IsRepetition: true }) return;
            found.Add(string.Join(' ', recorder.History.Operations.ToArray().Select(Text)));
        }

        static string Text(Invocation<int, uint> o) => string.Create(
            CultureInfo.InvariantCulture, $"{o.Thread}.{o.Operation}={o.Result}@{o.Called}-{o.Returned}");
    }

    public override string ToString() => string.Join('\n', operations.Select(o => string.Join(" | ", o)));

    private async CoTask Run(CellProgram p, int cpu)
    {
        for (int number = 0; number < operations[cpu].Length; number++)
        {
            string operation = operations[cpu][number];
            OperationNotes.Call((uint)number);
            uint seen = 0;
            for (int i = 0; i < operation.Length; i += 2)
            {
                int cell = operation[i + 1] - '0';
                if (operation[i] == '?')
                {
                    if (seen % 3 == (uint)cell) break;
                    continue;
                }

                seen = (5 * seen) + await Access(operation[i], p[cell], (uint)cpu + 1);
            }

            OperationNotes.Return(seen);
        }
    }

    private static async CoTask<uint> Access(char kind, nuint cell, uint value)
    {
        switch (kind)
        {
            case 'l': return await S.Load(cell);
            case 's': return await S.Store(cell, value);
            case 'a': return await S.Add(cell, 1);
            case 'c': return await S.CompareExchange(cell, value, 0);
            case 'e': return await S.Exchange(cell, value);
            case 't': return await S.TryLock(cell) ? 1u : 0;
            case '(': return await S.Lock(cell);
            default: return await S.Unlock(cell);
        }
    }

    private string Operation(bool weak)
    {
        int length = Below(3);
        bool locked = Below(4) == 0;
        string text = locked ? $"({Lock}" : "";
        for (int i = 0; i < length; i++)
        {
            char kind = weak && Below(4) != 0 ? Kinds[Below(2)] : Kinds[Below(Kinds.Length)];
            text += $"{kind}{Below(weak ? 2 : 3)}";
            if (!locked && Below(4) == 0) text += $"?{Below(3)}";
        }

        return locked ? $"{text}){Lock}" : text;
    }

    private int Below(int bound)
    {
        state = unchecked(state + 0x9E3779B97F4A7C15);
        ulong z = unchecked((state ^ state >> 30) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ z >> 27) * 0x94D049BB133111EB);
        return (int)((z ^ z >> 31) % (ulong)bound);
    }

    /// <summary>Whatever is done is right.</summary>
    private sealed class AnySpec : ISequentialSpec<int, int, uint>
    {
        public IEnumerable<int> Initial => [0];

        public IEnumerable<int> Next(int state, int operation, uint result) => [state];

        public IEnumerable<uint> Results(int state, int operation) => [];
    }
}
