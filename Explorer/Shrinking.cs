namespace Plimsoll.Explorer;

/// <summary>
/// A smaller situation in which the same law breaks. The engine does not know what situations are made of (threads,
/// operations, arguments); who does names, for each, those that are smaller by one thing, the largest things first. The
/// first of them that still fails is gone on with. At the end none fails: what is left is 1-minimal.
/// </summary>
public static class Shrinking
{
    /// <param name="situation">One that fails.</param>
    /// <param name="failure">How it fails.</param>
    /// <param name="smaller">Those that are smaller by one thing.</param>
    /// <param name="run">Explores one; how it fails, or null. See <see cref="Search"/>.</param>
    public static (T Situation, Failure Failure) Run<T>(
        T situation, Failure failure, Func<T, IEnumerable<T>> smaller, Func<T, Failure?> run)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(smaller);
        ArgumentNullException.ThrowIfNull(run);
        bool found = true;
        while (found)
        {
            found = false;
            foreach (T candidate in smaller(situation))
            {
                if (run(candidate) is not { } other || other.Law != failure.Law) continue;
                (situation, failure, found) = (candidate, other, true);
                break;
            }
        }

        return (situation, failure);
    }

    /// <summary>
    /// Whether a situation fails: all schedules with at most two preemptions, where most failures are found soonest and
    /// with the fewest; then every trace there is.
    /// </summary>
    /// <param name="program">The situation.</param>
    /// <param name="law">The failure that is looked for.</param>
    /// <param name="options">Those it was explored with.</param>
    /// <param name="most">Executions, each time.</param>
    /// <returns>How it fails, or null; and whether that is certain, or the executions were used up.</returns>
    public static (Failure? Failure, bool IsCertain) Search(
        IProgram program, string law, ExplorationOptions options, long most = 20_000)
    {
        ArgumentNullException.ThrowIfNull(options);
        ExplorationOptions quiet = options.InOnePiece with
        {
            Progress = null, Iterations = most, Substrate = Substrate.Twin, GoOnAfterFailure = false,
            CountTraces = false, Strategy = StrategyKind.Bounded, Bound = 2,
        };
        Report bounded = Exploration.Run(program, quiet);
        if (bounded.Failure is not null || bounded.Verdict == Verdict.Exhaustive)
            return (bounded.Failure?.Law == law ? bounded.Failure : null, true);
        Report traces = Exploration.Run(program, quiet with { Strategy = StrategyKind.SourceDpor, Bound = null });
        bool certain = traces.Failure is not null || traces.Verdict == Verdict.Exhaustive;
        return (traces.Failure?.Law == law ? traces.Failure : null, certain);
    }
}
