using Plimsoll.Explorer;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// A replay recorded on the original and followed in twenty edited forms of it: three leave the sequence of accesses as
/// it is, two remove the bug.
/// </summary>
public sealed class EditedReplayTests(ITestOutputHelper output)
{
    private const string Check = "if (await S.Load(zone + Free) <= await S.Load(zone + Mark)) return;\n";
    private const string Acquire = "await S.Lock(zone + Lock);\n        uint left";
    private const string Left = "uint left = await S.Load(zone + Free) - 1;";
    private const string Swapped = "if (cpu == 9)";

    private static readonly Lazy<string> Recorded = new(() =>
    {
        using CellProgram original = EditedSubject.With();
        return Replay.Of(EngineTests.Broken(original, EditedSubject.Law), original, original.Name).Write();
    });

    /// <summary>What the edit is, what becomes of the replay, the edits.</summary>
    public static TheoryData<string, ReplayFit, (string Old, string New)[]> Edits => new()
    {
        { "lines moved", ReplayFit.Whole, [(Check, "// a remark\n\n// and another\n" + Check)] },
        {
            "method renamed", ReplayFit.Whole,
            [("CoTask Take(", "CoTask Grab("),
            ("await Take(zone);\n            await Give", "await Grab(zone);\n            await Give"),
            ("await Take(zone);\n            await Tell", "await Grab(zone);\n            await Tell")]
        },
        {
            "method split", ReplayFit.Whole,
            [(Left, "uint left = await Less(zone);"),
            ("static async CoTask Give", "static async CoTask<uint> Less(nuint z) => await S.Load(z + Free) - 1;\n"
                + "static async CoTask Give")]
        },
        { "cell renamed", ReplayFit.Resynchronised, [("lock free mark", "lock available mark")] },
        { "three cells renamed", ReplayFit.Resynchronised, [("lock free mark", "zoneLock nrFree low")] },
        {
            "access added before the check", ReplayFit.Resynchronised,
            [(Check, "await S.Load(zone + Log);\n" + Check)]
        },
        {
            "access added at the switch", ReplayFit.Resynchronised,
            [(Acquire, "await S.Load(zone + Log);\n" + Acquire)]
        },
        {
            "accesses added at every start", ReplayFit.Resynchronised,
            [("if (cpu == 0)", "await S.Load(zone + Log);\nawait S.Add(zone + Hits, 1);\nif (cpu == 0)")]
        },
        {
            "accesses added around the check", ReplayFit.Resynchronised,
            [(Check, "await S.Add(zone + Hits, 1);\n" + Check), (Acquire, "await S.Add(zone + Hits, 1);\n" + Acquire)]
        },
        {
            "loop added at the switch", ReplayFit.Resynchronised,
            [(Acquire, "for (int i = 0; i < 3; i++) await S.Load(zone + Log);\n" + Acquire)]
        },
        {
            "method split, and the second half looks again at the mark", ReplayFit.Resynchronised,
            [(Acquire, "await Finish(zone);\n}\nstatic async CoTask Finish(nuint zone)\n{\n"
                + "await S.Load(zone + Mark);\n" + Acquire)]
        },
        {
            "methods merged: the log is told in the critical section", ReplayFit.Resynchronised,
            [("S.Note(1, left, 0, 0);", "await Tell(zone);\nS.Note(1, left, 0, 0);"),
            ("await Tell(zone);\n        }\n        if (cpu == 2)", "}\n if (cpu == 2)")]
        },
        {
            "methods merged, and the log told in between", ReplayFit.Resynchronised,
            [(Acquire, "await Tell(zone);\n" + Acquire), ("await Tell(zone);\n        }\n        if (cpu == 2)",
                "}\n if (cpu == 2)")]
        },
        {
            "operation dropped behind the switch", ReplayFit.Whole,
            [("await Take(zone);\n            await Give(zone);", "await Take(zone);")]
        },
        {
            "operation dropped before the switch", ReplayFit.Resynchronised,
            [("await Hit(zone);\n            await Take", "await Take")]
        },
        {
            "thread without operations", ReplayFit.Resynchronised,
            [("await Tell(zone);\n        }\n        if (cpu == 2)", "}\n if (cpu == 2)"),
            ("await Hit(zone);\n            await Tell(zone);", "")]
        },
        {
            "two threads reordered", ReplayFit.Resynchronised,
            [("if (cpu == 0)", Swapped), ("if (cpu == 1)", "if (cpu == 0)"), (Swapped, "if (cpu == 1)")]
        },
        {
            "all threads reordered", ReplayFit.Resynchronised,
            [("if (cpu == 0)", Swapped), ("if (cpu == 2)", "if (cpu == 0)"), ("if (cpu == 1)", "if (cpu == 2)"),
            (Swapped, "if (cpu == 1)")]
        },
    };

    public static TheoryData<string, (string Old, string New)[]> Cures => new()
    {
        {
            "checked and taken in one critical section",
            [(Check, ""), (Left, Left + "\nif (left < await S.Load(zone + Mark))\n{\n"
                + "await S.Unlock(zone + Lock);\nreturn;\n}\n")]
        },
        {
            "checked again before the take",
            [(Left, "uint left = await S.Load(zone + Free);\nif (left-- <= await S.Load(zone + Mark))\n{\n"
                + "await S.Unlock(zone + Lock);\nreturn;\n}\n")]
        },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Replay_AfterAnEdit_StillReproduces(string edit, ReplayFit fit, (string Old, string New)[] edits)
    {
        ReplayResult result = Run(edit, edits);
        Assert.True(result.Reproduced);
        Assert.Equal(EditedSubject.Law, result.Law);
        Assert.Equal(fit, result.Fit);
        Assert.Equal(fit == ReplayFit.Whole, result.DivergedAt is null);
        Assert.Equal(fit == ReplayFit.Whole ? 1 : result.Executions, result.Executions);
        string verdict = fit == ReplayFit.Whole ? "reproduced: STRICT" : "reproduced after resynchronising at step ";
        Assert.StartsWith(verdict, result.Verdict(EditedSubject.Law), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cures))]
    public void Replay_AfterTheBugIsRemoved_IsNotReproduced(string edit, (string Old, string New)[] edits)
    {
        ReplayResult result = Run(edit, edits);
        Assert.False(result.Reproduced);
        Assert.Null(result.Law);
        Assert.NotNull(result.DivergedAt);
        Assert.StartsWith(
            $"not reproduced: STRICT held, diverged at step {result.DivergedAt}, ", result.Verdict(EditedSubject.Law),
            StringComparison.Ordinal);
        Assert.Contains(result.Notes, note => note.EndsWith("hold the law too", StringComparison.Ordinal));
        using CellProgram cured = EditedSubject.With(edits);
        Assert.Null(Exploration.Run(cured, new() { Bound = 3 }).Failure);
    }

    private ReplayResult Run(string edit, (string Old, string New)[] edits)
    {
        using CellProgram program = EditedSubject.With(edits);
        ReplayResult result = Replay.Parse(Recorded.Value).Run(program);
        output.WriteLine($"{edit}: {result.Verdict(EditedSubject.Law)}");
        if (result.Divergence is not null) output.WriteLine($"  diverged: {result.Divergence}");
        foreach (string note in result.Notes) output.WriteLine($"  {note}");
        return result;
    }
}
