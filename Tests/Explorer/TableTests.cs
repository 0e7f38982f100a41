using System.Text.RegularExpressions;
using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;

namespace Plimsoll.Tests.Explorer;

public sealed partial class TableTests
{
    private const string Folded = """
          step | cpu0                                 | cpu1
          ---- | ------------------------------------ | -------------------------------------
             1 | store head 0 -> -1  TableTests.cs:## |
             2 | lock zone0.lock  TableTests.cs:##    |
             3 | unlock zone0.lock  TableTests.cs:##  |
             4 | store head -1 -> 1  TableTests.cs:## |
             5 |                                      | cas head fails at 1  TableTests.cs:##
             6 |                                      | cas head 1 -> 5  TableTests.cs:##
             7 |                                      | store head 5 -> -1  TableTests.cs:##
             8 |                                      | lock zone0.lock  TableTests.cs:##
        *      |                                      |   note 4 (7, 0, 0)

        LAW: page 7 was taken below the mark
        schedule: 0x4 1x4 (0 preemptions)

        """;

    private const string Full = """
          step | cpu0                                        | cpu1
          ---- | ------------------------------------------- | -------------------------------------------
             1 | store head 0 -> -1  TableTests.cs:##        |
             2 | lock zone0.lock  TableTests.cs:##           |
               | read zone0.NrFree = 0  TableTests.cs:##     |
               | write zone0.NrFree 0 -> 1  TableTests.cs:## |
               |   note 4 (7, 0, 0)                          |
             3 | unlock zone0.lock  TableTests.cs:##         |
             4 | store head -1 -> 1  TableTests.cs:##        |
             5 |                                             | cas head fails at 1  TableTests.cs:##
             6 |                                             | cas head 1 -> 5  TableTests.cs:##
             7 |                                             | store head 5 -> -1  TableTests.cs:##
             8 |                                             | lock zone0.lock  TableTests.cs:##
               |                                             | read zone0.NrFree = 1  TableTests.cs:##
               |                                             | write zone0.NrFree 1 -> 2  TableTests.cs:##
        *      |                                             |   note 4 (7, 0, 0)

        LAW: page 7 was taken below the mark
        schedule: 0x4 1x4 (0 preemptions)

        """;

    [Fact]
    public void Table_Folded_ShowsSchedulingPointsAColumnACpu()
    {
        using CellProgram p = Example();
        Assert.Equal(Folded, WithoutLines(Table.Render(p, EngineTests.Broken(p, "LAW"))));
    }

    [Fact]
    public void Table_Full_ShowsPlainAccessesAndNotesToo()
    {
        using CellProgram p = Example();
        Assert.Equal(Full, WithoutLines(Table.Render(p, EngineTests.Broken(p, "LAW"), full: true)));
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

    private static CellProgram Example()
    {
        return new("zone0.lock zone0.NrFree head", 2, Twin)
        {
            AtNote = (_, note) => { if (note is { Cpu: 1, What: 4 }) Engine.Current!.Fail("LAW", "page 7 was taken below the mark"); },
        };

        static async CoTask Twin(CellProgram p, int cpu)
        {
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
        }
    }

    /// <summary>The golden text survives edits of this file.</summary>
    private static string WithoutLines(string table) => Places().Replace(table, m => ".cs:" + new string('#', m.Length - 4));

    [GeneratedRegex(@"\.cs:\d+")]
    private static partial Regex Places();
}
