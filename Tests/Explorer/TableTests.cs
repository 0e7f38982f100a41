using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;

namespace Plimsoll.Tests.Explorer;

public sealed class TableTests
{
    private const string Folded = """
          step | cpu0                           | cpu1
          ---- | ------------------------------ | -------------------------------
             1 | store head 0 -> -1  Zone.cs:46 |
             2 | lock zone0.lock  Zone.cs:47    |
             3 | unlock zone0.lock  Zone.cs:50  |
             4 | store head -1 -> 1  Zone.cs:51 |
             5 |                                | cas head fails at 1  Zone.cs:42
             6 |                                | cas head 1 -> 5  Zone.cs:43
             7 |                                | store head 5 -> -1  Zone.cs:46
             8 |                                | lock zone0.lock  Zone.cs:47
        *      |                                |   note 4 (7, 0, 0)

        LAW: page 7 was taken below the mark
        schedule: 0x4 1x4 (0 preemptions)

        """;

    private const string Full = """
          step | cpu0                                  | cpu1
          ---- | ------------------------------------- | -------------------------------------
             1 | store head 0 -> -1  Zone.cs:46        |
             2 | lock zone0.lock  Zone.cs:47           |
               | read zone0.NrFree = 0  Zone.cs:48     |
               | write zone0.NrFree 0 -> 1  Zone.cs:48 |
               |   note 4 (7, 0, 0)                    |
             3 | unlock zone0.lock  Zone.cs:50         |
             4 | store head -1 -> 1  Zone.cs:51        |
             5 |                                       | cas head fails at 1  Zone.cs:42
             6 |                                       | cas head 1 -> 5  Zone.cs:43
             7 |                                       | store head 5 -> -1  Zone.cs:46
             8 |                                       | lock zone0.lock  Zone.cs:47
               |                                       | read zone0.NrFree = 1  Zone.cs:48
               |                                       | write zone0.NrFree 1 -> 2  Zone.cs:48
        *      |                                       |   note 4 (7, 0, 0)

        LAW: page 7 was taken below the mark
        schedule: 0x4 1x4 (0 preemptions)

        """;

    private const string Rounds = """
          step | cpu0                        | cpu1
          ---- | --------------------------- | -------------------------------------
             1 | add turn 0 -> 1  Zone.cs:60 |
             2 | add turn 1 -> 2  Zone.cs:60 |
               |                             | loop(5 times)
             3 |                             |   load stop = 0  Zone.cs:63
               |                             |   loop(3 times)
             4 |                             |     load.relaxed turn = 2  Zone.cs:64
            23 |                             | add turn 2 -> 3  Zone.cs:67
            24 |                             | add turn 3 -> 4  Zone.cs:67
        *   25 |                             | add turn 4 -> 5  Zone.cs:67

        LAW: end
        schedule: 0x2 1x23 (0 preemptions)

        """;

    [Fact]
    public void Table_Folded_ShowsSchedulingPointsAColumnACpu()
    {
        using CellProgram p = Example();
        Assert.Equal(Folded, Table.Render(p, EngineTests.Broken(p, "LAW")));
    }

    [Fact]
    public void Table_Full_ShowsPlainAccessesAndNotesToo()
    {
        using CellProgram p = Example();
        Assert.Equal(Full, Table.Render(p, EngineTests.Broken(p, "LAW"), full: true));
    }

    [Fact]
    public void Table_OfThreeCpusWithLongNames_StaysNarrow()
    {
        string name = new('n', 200);
        using CellProgram p = new(name, 3, Twin) { AtEnd = _ => Engine.Current!.Fail("LAW", "end") };
        string table = Table.Render(p, EngineTests.Broken(p, "LAW").Events, marked: true);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= 150, line));
        Assert.Contains("~ 0 -> 1  TableTests.cs:", table, StringComparison.Ordinal);

        static async CoTask Twin(CellProgram p, int cpu) => await S.Add(p[0], 1);
    }

    [Fact]
    public void Table_OfRoundsThatAreTheSame_ShowsOneAndTheirNumber()
    {
        using CellProgram p = new("stop turn", 2, Twin) { AtEnd = _ => Engine.Current!.Fail("LAW", "end") };
        Failure failure = EngineTests.Broken(p, "LAW", new() { Bound = 0 });
        Assert.Equal(Rounds, Table.Render(p, failure));

        static async CoTask Twin(CellProgram p, int cpu)
        {
#line 60 "Zone.cs"
            for (int i = 0; cpu == 0 && i < 2; i++) await S.Add(p[1], 1);
            for (int i = 0; cpu == 1 && i < 5; i++)
            {
                await S.Load(p[0]);
                for (int j = 0; j < 3; j++) await S.LoadRelaxed(p[1]);
            }

            for (int i = 0; cpu == 1 && i < 3; i++) await S.Add(p[1], 1);
#line default
        }
    }

    private static CellProgram Example()
    {
        return new("zone0.lock zone0.NrFree head", 2, Twin)
        {
            AtNote = (_, note) =>
            {
                if (note is { Cpu: 1, What: 4 }) Engine.Current!.Fail("LAW", "page 7 was taken below the mark");
            },
        };

        static async CoTask Twin(CellProgram p, int cpu)
        {
#line 40 "Zone.cs"
            if (cpu == 1)
            {
                await S.CompareExchange(p[2], 5, 3);
                await S.CompareExchange(p[2], 5, 1);
            }

            await S.Store(p[2], uint.MaxValue);
            await S.Lock(p[0]);
            S.Write(p[1], S.Read(p[1]) + 1);
            S.Note(4, 7, 0, 0);
            await S.Unlock(p[0]);
            await S.Store(p[2], 1);
#line default
        }
    }
}
