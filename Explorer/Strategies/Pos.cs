using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Partial order sampling (Yuan et al., 2018): every next step has a random priority, the highest runs, and what races
/// with it draws anew. Use it to sample programs with many steps and few races: schedules that differ only in the
/// order of independent steps share their chances, so rare orders of racing steps come up more often than by a walk.
/// </summary>
/// <param name="seed">The same seed gives the same schedules.</param>
internal sealed class Pos(ulong seed) : Strategy
{
    private readonly ulong[] priorities = new ulong[StoreBuffers.MaxLanes];
    private ulong execution;
    private Prng random;

    public override bool WantsEveryStep => true;

    public override bool WantsEffects => true;

    public override bool Next()
    {
        random = Prng.Of(seed, ++execution);
        for (int id = 0; id < priorities.Length; id++) priorities[id] = random.Next();
        return true;
    }

    public override void Again()
    {
        execution--;
        Next();
    }

    public override int Choose(int step, int current, ulong enabled)
    {
        int best = BitOperations.TrailingZeroCount(enabled);
        for (ulong rest = enabled & (enabled - 1); rest != 0; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            if (priorities[id] > priorities[best]) best = id;
        }

        return best;
    }

    public override void Performed(in Effect effect)
    {
        priorities[effect.Id] = random.Next();
        for (ulong rest = Turns.Alive & ~(1ul << effect.Id); rest != 0; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            if (Turns.Pending(id).DependsOn(effect)) priorities[id] = random.Next();
        }
    }
}
