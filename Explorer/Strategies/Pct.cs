namespace Plimsoll.Explorer;

/// <summary>
/// Probabilistic concurrency testing (Burckhardt et al., 2010): CPUs run by priorities drawn at random, and at a few
/// random steps the one that would run falls below all others. Use it for programs too large to enumerate when a bug
/// is thought to need few ordering constraints: of n CPUs and k steps, each execution finds a bug of depth d with a
/// probability of at least 1/(n k^(d-1)).
/// </summary>
/// <remarks>
/// k is the most steps that one of the first executions had; the very first runs without changes to find it. A
/// priority is no fairness: a CPU that spins could run for ever, so after ten times k steps everybody is chosen at
/// random.
/// </remarks>
/// <param name="seed">The same seed gives the same schedules.</param>
/// <param name="changes">How often a priority changes: finds bugs of a depth of one more.</param>
/// <param name="draws">Which executions, by their numbers.</param>
internal sealed class Pct(ulong seed, int changes, Draws draws) : Sampler(seed, draws)
{
    private const int UnfairFactor = 10;
    private const int LeastFairSteps = 200;

    private readonly int[] changeSteps = new int[changes];
    private readonly long[] priorities = new long[StoreBuffers.MaxLanes];
    private int longest;
    private int unfairSteps;

    public override bool WantsEveryStep => true;

    /// <summary>The least probability with which one execution finds a bug of depth <c>changes + 1</c>.</summary>
    public static double Guarantee(int cpus, int steps, int changes) => 1 / (cpus * Math.Pow(steps, changes));

    public override int Choose(int step, int current, ulong enabled)
    {
        if (step >= unfairSteps || (longest == 0 && step >= LeastFairSteps)) return Random.Member(enabled);
        int next = Highest<long>(enabled, priorities);
        int change = Array.IndexOf(changeSteps, step);
        if (change < 0) return next;
        priorities[next] = -1 - change;
        return Highest<long>(enabled, priorities);
    }

    public override void Ended(Ending ending)
    {
        if (IsLesson) longest = Math.Max(longest, Turns.Steps);
    }

    protected override bool Learns => true;

    protected override void Draw()
    {
        for (int id = 0; id < priorities.Length; id++) priorities[id] = DrawPriority();
        Array.Fill(changeSteps, -1);
        for (int i = 0; i < changes && longest > 0; i++) changeSteps[i] = Random.Next(longest);
        unfairSteps = longest == 0 ? int.MaxValue : Math.Max(LeastFairSteps, UnfairFactor * longest);
    }

    /// <summary>Above all that a change gives; two that are equal are one in 2^62.</summary>
    private long DrawPriority() => (long)(Random.Next() >> 2);
}
