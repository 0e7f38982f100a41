using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Uniform among the enabled CPUs at every step. Use it for programs too large to enumerate, and as a second opinion:
/// it finds bugs that need many preemptions, which a bound leaves out.
/// </summary>
/// <param name="seed">The same seed gives the same schedules, on twin and threads alike.</param>
internal sealed class RandomWalk(ulong seed) : Strategy
{
    private ulong execution;
    private Prng random;

    public override bool Next()
    {
        // An execution owns its stream, so that it can be repeated alone.
        random = new(unchecked((seed * 0xD1342543DE82EF95) + (++execution * 0xF1357AEA2E62A9C5)));
        return true;
    }

    public override int Choose(int step, int current, ulong enabled)
    {
        int skip = random.Next(BitOperations.PopCount(enabled));
        for (; skip > 0; skip--) enabled &= enabled - 1;
        return BitOperations.TrailingZeroCount(enabled);
    }
}
