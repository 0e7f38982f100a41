using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Uniform random walk over interleavings: a CPU is chosen in proportion to the steps it has still to take. Use it
/// instead of <see cref="RandomWalk"/> when CPUs differ in length: that one lets short CPUs finish early nearly always.
/// Uniform where CPUs do not wait for one another and always take the same number of steps.
/// </summary>
/// <remarks>
/// How many steps a CPU takes is what it took in the last of the first executions that was complete; the very first
/// walks evenly.
/// </remarks>
/// <param name="seed">The same seed gives the same schedules.</param>
/// <param name="draws">Which executions, by their numbers.</param>
internal sealed class UniformWalk(ulong seed, Draws draws) : Sampler(seed, draws)
{
    private readonly int[] expected = new int[StoreBuffers.MaxLanes];

    public override int Choose(int step, int current, ulong enabled)
    {
        long total = 0;
        for (ulong rest = enabled; rest != 0; rest &= rest - 1) total += Left(BitOperations.TrailingZeroCount(rest));
        long ticket = (long)Random.Below((ulong)total);
        for (ulong rest = enabled; ; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            ticket -= Left(id);
            if (ticket < 0) return id;
        }
    }

    public override void Ended(Ending ending)
    {
        if (ending == Ending.Complete && IsLesson) Turns.Accesses.CopyTo(expected);
    }

    protected override bool Learns => true;

    /// <summary>One more than expected is always possible.</summary>
    private int Left(int id) => Math.Max(1, expected[id] - Turns.Accesses[id]);
}
