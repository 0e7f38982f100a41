using Plimsoll.Explorer;
using Xunit;
using static Plimsoll.Tests.Explorer.RecordedProgram;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// What only the order of independent steps shows: it is no part of a trace, and reduction finds it all the same.
/// </summary>
public sealed class OrderTests
{
    private static readonly StrategyKind[] Reductions = [StrategyKind.SourceDpor, StrategyKind.OptimalDpor];

    public static TheoryData<string, bool> Subjects
    {
        get
        {
            TheoryData<string, bool> all = [];
            foreach (string name in new[] { "register", "shards", "queue", "notes", "states" })
            {
                all.Add(name, true);
                all.Add(name, false);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Subjects))]
    public void Law_OfOrder_IsJudgedByReductionAsByDfs(string name, bool guilty)
    {
        Report all = Explore(name, guilty, StrategyKind.Dfs);
        Assert.Equal(guilty ? "VIOLATION(LINEARIZABILITY)" : "EXHAUSTIVE", all.VerdictText);
        foreach (StrategyKind kind in Reductions)
        {
            Report report = Explore(name, guilty, kind);
            Assert.Equal((StrategyKind.SourceDpor, all.VerdictText), (report.Strategy, report.VerdictText));
            Assert.InRange(report.Executions, 1, all.Executions);
        }
    }

    /// <summary>The opposite: by memory alone every one of them passes.</summary>
    [Theory]
    [MemberData(nameof(Subjects))]
    public void Law_OfOrder_IsMissedByMemoryAlone(string name, bool guilty)
    {
        foreach (StrategyKind kind in Reductions)
            Assert.Equal("EXHAUSTIVE", Explore(name, guilty, kind, Flaws.NoGhosts).VerdictText);
    }

    /// <summary>Calls, returns and results, in every order that a schedule gives them.</summary>
    [Theory]
    [InlineData(MemoryModel.Sc, 600, 300)]
    [InlineData(MemoryModel.Tso, 400, 60)]
    [InlineData(MemoryModel.Pso, 400, 60)]
    public void Histories_OfRandomGuests_AreThoseOfDfs(MemoryModel memory, int guests, int least)
    {
        int compared = 0;
        int missed = 0;
        for (int number = 0; number < guests; number++)
        {
            RandomGuest guest = new(number, memory != MemoryModel.Sc);
            (Report all, SortedSet<string> histories) = guest.Explore(StrategyKind.Dfs, memory);
            if (all.Verdict != Verdict.Exhaustive) continue;
            compared++;
            foreach (StrategyKind kind in Reductions)
            {
                (Report report, SortedSet<string> found) = guest.Explore(kind, memory);
                Assert.Equal("EXHAUSTIVE", report.VerdictText);
                Assert.True(
                    histories.SetEquals(found),
                    $"{kind}, guest {number}: {found.Count} of {histories.Count} histories\n{guest}\n"
                    + string.Join('\n', histories.Except(found)));
            }

            if (!histories.SetEquals(guest.Explore(StrategyKind.SourceDpor, memory, Flaws.NoGhosts).Found)) missed++;
        }

        Assert.True(compared >= least, $"only {compared} compared");
        Assert.True(missed > compared / 10, $"without ghosts only {missed} differ");
    }

    private static Report Explore(string name, bool guilty, StrategyKind kind, Flaws flaws = Flaws.None)
    {
        using CellProgram program = Subject(name, guilty);
        return Exploration.Run(program, new() { Strategy = kind, Flaws = flaws });
    }

    private static CellProgram Subject(string name, bool guilty) => name switch
    {
        "register" => Make(new RegisterSpec(), "x other", 2, (p, cpu) => Register(p, cpu, guilty)).Program,
        "shards" => Make(new SumSpec(), "low high", 3, (p, cpu) => Shards(p, cpu, guilty)).Program,
        "queue" => Make(new SequenceSpec(lastFirst: false), "a b", 3, (p, cpu) => Queue(p, cpu, guilty)).Program,
        "notes" => Notes(guilty),
        _ => States(guilty),
    };

    /// <summary>The second read returns what the first one saw.</summary>
    private static async CoTask Register(CellProgram p, int cpu, bool guilty)
    {
        if (cpu == 1)
        {
            Call('w', 2);
            await S.Store(p[0], 2);
            Return(0);
            return;
        }

        Call('r');
        uint seen = await S.Load(p[0]);
        Return((int)seen);
        Call('r');
        uint now = await S.Load(p[guilty ? 1 : 0]);
        Return((int)(guilty ? seen : now));
    }

    /// <summary>A sum in two shards: it may be read as 2, and is at no time unless 2 was added before 1.</summary>
    private static async CoTask Shards(CellProgram p, int cpu, bool guilty)
    {
        if (cpu < 2)
        {
            Call('a', cpu + 1);
            await S.Add(p[guilty ? cpu : 0], (uint)cpu + 1);
            Return(0);
            return;
        }

        Call('s');
        uint sum = await S.Load(p[0]);
        if (guilty) sum += await S.Load(p[1]);
        Return((int)sum);
    }

    /// <summary>A queue of two places, taken in the order of places and not of time.</summary>
    private static async CoTask Queue(CellProgram p, int cpu, bool guilty)
    {
        if (cpu < 2)
        {
            Call('p', cpu + 1);
            int place = guilty ? cpu : 0;
            if (await S.CompareExchange(p[place], (uint)cpu + 1, 0) != 0) await S.Store(p[1], (uint)cpu + 1);
            Return(0);
            return;
        }

        await S.Await(p[0], 0);
        await S.Await(p[1], 0);
        Call('g');
        Return((int)await S.Exchange(p[0], 0));
    }

    /// <summary>A law on the order of notes, of CPUs that share nothing, or where one awaits the other.</summary>
    private static CellProgram Notes(bool guilty)
    {
        bool first = false;
        return new("x y", 2, Twin)
        {
            AtBegin = _ => first = false,
            AtNote = (_, note) =>
            {
                if (note.What == 1) first = true;
                else if (!first) Engine.Current!.Fail("LINEARIZABILITY", "the second note came first");
            },
        };

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 1 && !guilty) await S.Await(p[0], 0);
            await S.Store(p[cpu], 1);
            S.Note((uint)cpu + 1, 0, 0, 0);
        }
    }

    /// <summary>A law on what two cells hold between two steps.</summary>
    private static CellProgram States(bool guilty)
    {
        return new("x y", 2, Twin)
        {
            AtStep = (p, _) =>
            {
                if (p.Value(1) > p.Value(0)) Engine.Current!.Fail("LINEARIZABILITY", "y is ahead of x");
            },
        };

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 1 && !guilty) await S.Await(p[0], 0);
            await S.Store(p[cpu], 1);
        }
    }

    /// <summary>a(d) adds; s(_) -> the sum.</summary>
    private sealed class SumSpec : ISequentialSpec<int, Op, int>
    {
        public IEnumerable<int> Initial => [0];

        public IEnumerable<int> Next(int state, Op operation, int result) => operation.Kind == 'a'
            ? [state + operation.Argument]
            : result == state ? [state] : [];

        public IEnumerable<int> Results(int state, Op operation) => [operation.Kind == 'a' ? 0 : state];
    }
}
