using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Partial order sampling (Yuan et al., 2018): every next step has a random priority, the highest runs, and what races
/// with it draws anew. Use it to sample programs with many steps and few races: schedules that differ only in the
/// order of independent steps share their chances, so rare orders of racing steps come up more often than by a walk.
/// </summary>
/// <param name="seed">The same seed gives the same schedules.</param>
/// <param name="draws">Which executions, by their numbers.</param>
internal sealed class Pos(ulong seed, Draws draws) : Sampler(seed, draws)
{
    private readonly ulong[] priorities = new ulong[StoreBuffers.MaxLanes];

    public override bool WantsEveryStep => true;

    public override bool WantsEffects => true;

    public override int Choose(int step, int current, ulong enabled) => Highest<ulong>(enabled, priorities);

    public override void Performed(in Effect effect)
    {
        priorities[effect.Id] = Random.Next();
        for (ulong rest = Turns.Alive & ~(1ul << effect.Id); rest != 0; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            if (Turns.Pending(id).DependsOn(effect)) priorities[id] = Random.Next();
        }
    }

    protected override void Draw()
    {
        for (int id = 0; id < priorities.Length; id++) priorities[id] = Random.Next();
    }
}
