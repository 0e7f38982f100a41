namespace Plimsoll.Explorer;

/// <summary>
/// Uniform among the enabled CPUs at every step. Use it for programs too large to enumerate, and as a second opinion:
/// it finds bugs that need many preemptions, which a bound leaves out.
/// </summary>
/// <param name="seed">The same seed gives the same schedules, on twin and threads alike.</param>
internal sealed class RandomWalk(ulong seed, Draws draws) : Sampler(seed, draws)
{
    public override int Choose(int step, int current, ulong enabled) => Random.Member(enabled);
}
