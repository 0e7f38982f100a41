using Plimsoll.Explorer;
using Plimsoll.Tests.Architecture;
using Xunit;

namespace Plimsoll.Tests.Litmus;

/// <summary>
/// The engine against brute force on random programs: 10,000 under sequential consistency, 1,000 under each of TSO and
/// PSO. With PLIMSOLL_NIGHTLY=1 in the environment ten times as many.
/// </summary>
public sealed class RandomProgramTests
{
    private const int MostCounted = 300;

    private static readonly int Scale = Environment.GetEnvironmentVariable("PLIMSOLL_NIGHTLY") == "1" ? 10 : 1;

    /// <summary>Every interleaving; and what leaves out the equivalent ones.</summary>
    internal static StrategyKind[] Exhaustive { get; } =
        [StrategyKind.Dfs, StrategyKind.SourceDpor, StrategyKind.OptimalDpor];

    [Fact]
    public void ExhaustiveStrategies_RandomPrograms_FindWhatBruteForceFinds()
    {
        int programs = 10_000 * Scale;
        (long traces, int deadlocked, int locking) = (0, 0, 0);
        for (int number = 0; number < programs; number++)
        {
            LitmusProgram program = Program(number, weak: false);
            BruteResult right = BruteForce.Run(program);
            foreach (StrategyKind strategy in Exhaustive)
            {
                if (Difference(program, right, strategy) is { } difference)
                    Assert.Fail($"program {number}: {difference}\n{RandomPrograms.Text(number)}");
            }

            traces += right.Traces.Count;
            if (right.DeadlockedEnds > 0) deadlocked++;
            if (program.Locks.Count > 0) locking++;
        }

        Assert.True(traces >= 6L * programs, $"only {traces} traces");
        Assert.True(deadlocked >= programs / 20, $"only {deadlocked} programs with a deadlock");
        Assert.True(locking >= programs / 5, $"only {locking} programs with locks");
    }

    [Theory]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void ExhaustiveStrategies_RandomProgramsWithStoreBuffers_FindWhatBruteForceFinds(MemoryModel model)
    {
        int programs = 1000 * Scale;
        int weaker = 0;
        for (int number = 0; number < programs; number++)
        {
            LitmusProgram program = Program(number, weak: true);
            BruteResult right = new BruteBuffers(program, model).Run();
            foreach (StrategyKind strategy in Exhaustive)
            {
                if (Difference(program, right, strategy, model) is { } difference)
                    Assert.Fail($"program {number}: {difference}\n{RandomPrograms.Text(number, weak: true)}");
            }

            if (!right.Outcomes.SetEquals(BruteForce.Run(program).Outcomes)) weaker++;
        }

        Assert.True(weaker >= programs / 50, $"only {weaker} programs that tell the model from SC");
    }

    /// <summary>The relation that counts as dependence under store buffers, on programs of a few stores.</summary>
    [Theory]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void ExhaustiveStrategies_RandomProgramsWithStoreBuffers_CountTheTraces(MemoryModel model)
    {
        int counted = 0;
        for (int number = 0; number < 1000 * Scale; number++)
        {
            LitmusProgram program = Program(number, weak: true);
            using LitmusGuest guest = new(program);
            Report every = Explore(guest, StrategyKind.Dfs, model, MostCounted);
            if (every.Executions == MostCounted) continue;
            counted++;
            int right = BruteBufferTraces.Count(program, model);
            foreach (StrategyKind strategy in Exhaustive)
            {
                Report report = Explore(guest, strategy, model);
                if (report.DistinctTraces == right && IsReduced(report)) continue;
                Assert.Fail(
                    $"program {number}: {strategy} {report.Executions}+{report.Blocked} executions,"
                    + $" {report.DistinctTraces} traces under {model}, brute force {right}\n"
                    + RandomPrograms.Text(number, weak: true));
            }
        }

        Assert.True(counted >= 500 * Scale, $"only {counted} programs were small enough");
    }

    /// <summary>Were the engine to make this mistake, or the enumerator, the comparison would show it.</summary>
    [Theory]
    [InlineData(BruteFault.FaaAsRead, MemoryModel.Sc)]
    [InlineData(BruteFault.FailedTryLockAsWrite, MemoryModel.Sc)]
    [InlineData(BruteFault.FailedCasAsWrite, MemoryModel.Sc)]
    [InlineData(BruteFault.UnlockAsRead, MemoryModel.Sc)]
    [InlineData(BruteFault.LockedLockTaken, MemoryModel.Sc)]
    [InlineData(BruteFault.NoForwarding, MemoryModel.Tso)]
    [InlineData(BruteFault.CasWithoutFlush, MemoryModel.Tso)]
    [InlineData(BruteFault.FenceWithoutFlush, MemoryModel.Tso)]
    [InlineData(BruteFault.UnlockOvertakes, MemoryModel.Pso)]
    public void Comparison_WithAFault_IsRefuted(BruteFault fault, MemoryModel model)
    {
        bool weak = model != MemoryModel.Sc;
        string[] files = ["Tests/Litmus/programs/mp-unlock.litmus", "Tests/Litmus/programs/sb-fences.litmus"];
        IEnumerable<LitmusProgram> published =
            files.Select(file => LitmusProgram.Parse(Repository.Text(file), file));
        IEnumerable<LitmusProgram> random = Enumerable.Range(0, 1000).Select(number => Program(number, weak));
        Assert.Contains(published.Concat(random), program =>
        {
            BruteResult wrong = weak ? new BruteBuffers(program, model, fault).Run() : BruteForce.Run(program, fault);
            return Difference(program, wrong, StrategyKind.Dfs, model) is not null;
        });
    }

    private static LitmusProgram Program(int number, bool weak) =>
        LitmusProgram.Parse(RandomPrograms.Text(number, weak), $"random-{number}.litmus");

    private static Report Explore(
        LitmusGuest guest, StrategyKind strategy, MemoryModel model, long? most = null)
    {
        return Exploration.Run(
            guest,
            new()
            {
                Strategy = strategy, Memory = model, Iterations = most, CountTraces = true, CheckRaces = false,
            });
    }

    /// <summary>Optimal means that no trace is run twice, and nothing given up.</summary>
    private static bool IsReduced(Report report) => report.Strategy != StrategyKind.OptimalDpor
        || (report.Executions == report.DistinctTraces && report.Blocked == 0);

    /// <summary>What the engine finds and the enumerator does not, or the other way round; null: nothing.</summary>
    private static string? Difference(
        LitmusProgram program, BruteResult right, StrategyKind strategy, MemoryModel model = MemoryModel.Sc)
    {
        using LitmusGuest guest = new(program);
        Report report = Explore(guest, strategy, model);
        bool same = report.Verdict == Verdict.Exhaustive && IsReduced(report)
            && guest.FinalStates == right.FinalStates.Count
            && right.Outcomes.SetEquals(guest.Outcomes.Select(BruteProgram.Text))
            && right.Deadlocks.SetEquals(guest.DeadlockedStates.Select(BruteProgram.Text));

        // The enumerator of store buffers counts states only.
        if (model == MemoryModel.Sc) same &= report.DistinctTraces == right.Traces.Count;
        if (model == MemoryModel.Sc && strategy == StrategyKind.Dfs)
            same &= (report.Executions, report.Deadlocks) == (right.Interleavings, right.DeadlockedEnds);
        return same
            ? null
            : $"{strategy} under {model} finds {report.VerdictText}: {report.DistinctTraces} traces,"
                + $" {guest.Outcomes.Count} outcomes, {guest.FinalStates} final states,"
                + $" {guest.DeadlockedStates.Count} deadlocks, {report.Executions}+{report.Blocked} executions,"
                + $" {report.Deadlocks} deadlocked; brute force {right.Traces.Count} traces,"
                + $" {right.Outcomes.Count} outcomes, {right.FinalStates.Count} final states, {right.Deadlocks.Count}"
                + $" deadlocks, {right.Interleavings} executions, {right.DeadlockedEnds} deadlocked";
    }
}
