using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Litmus;

/// <summary>
/// The engine against brute force on random programs. 10,000 here; 100,000 with PLIMSOLL_NIGHTLY=1 in the environment.
/// </summary>
public sealed class RandomProgramTests
{
    private static readonly bool Nightly = Environment.GetEnvironmentVariable("PLIMSOLL_NIGHTLY") == "1";

    private static int Programs => Nightly ? 100_000 : 10_000;

    [Fact]
    public void Dfs_RandomPrograms_FindsWhatBruteForceFinds()
    {
        (long traces, int deadlocked, int locking) = (0, 0, 0);
        for (int number = 0; number < Programs; number++)
        {
            (LitmusProgram program, BruteResult right) = Counted(number);
            Check(number, program, right, StrategyKind.Dfs);
            traces += right.Traces.Count;
            if (right.DeadlockedEnds > 0) deadlocked++;
            if (program.Locks.Count > 0) locking++;
        }

        Assert.True(traces >= 6L * Programs, $"only {traces} traces");
        Assert.True(deadlocked >= Programs / 20, $"only {deadlocked} programs with a deadlock");
        Assert.True(locking >= Programs / 5, $"only {locking} programs with locks");
    }

    private static (LitmusProgram Program, BruteResult Right) Counted(int number)
    {
        LitmusProgram program = LitmusProgram.Parse(RandomPrograms.Text(number), $"random-{number}.litmus");
        return (program, BruteForce.Run(program)!);
    }

    private static void Check(int number, LitmusProgram program, BruteResult right, StrategyKind strategy)
    {
        using LitmusGuest guest = new(program);
        Report report = Exploration.Run(
            guest, new() { Strategy = strategy, CountTraces = true, CheckRaces = false });
        if (report.Verdict != Verdict.Exhaustive) Fail($"{report.VerdictText} {report.Failure?.Message}");
        if (report.DistinctTraces != right.Traces.Count)
            Fail($"{report.DistinctTraces} traces, not {right.Traces.Count}");
        if (!right.Outcomes.SetEquals(guest.Outcomes.Select(BruteProgram.Text)))
            Fail($"{guest.Outcomes.Count} outcomes, not the {right.Outcomes.Count}");
        if (guest.FinalStates != right.FinalStates.Count)
            Fail($"{guest.FinalStates} final states, not {right.FinalStates.Count}");
        if (!right.Deadlocks.SetEquals(guest.DeadlockedStates.Select(BruteProgram.Text)))
            Fail($"{guest.DeadlockedStates.Count} deadlocked states, not the {right.Deadlocks.Count}");
        if (strategy != StrategyKind.Dfs) return;
        if ((report.Executions, guest.Deadlocks) != (right.Interleavings, right.DeadlockedEnds))
        {
            Fail($"{report.Executions} executions, {guest.Deadlocks} deadlocked,"
                + $" not {right.Interleavings} and {right.DeadlockedEnds}");
        }

        void Fail(string what) => Assert.Fail($"{strategy} on program {number}: {what}\n{RandomPrograms.Text(number)}");
    }
}
