using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// What the strategies that draw schedules share: an execution owns a random stream, made of the seed and its number,
/// so that one seed means the same schedules and any of them can be drawn again alone. What must be known of the
/// program is learnt from the first few, which those that draw later ones only therefore run first.
/// </summary>
internal abstract class Sampler(ulong seed, Draws draws) : Strategy
{
    private const ulong Lessons = 16;

    private Prng random;
    private ulong execution;

    public sealed override bool IsLearning => execution < draws.First;

    /// <summary>Whether this execution is one of those that are learnt from.</summary>
    protected bool IsLesson => execution <= Lessons;

    /// <summary>Whether the lessons matter.</summary>
    protected virtual bool Learns => false;

    /// <summary>The stream of this execution.</summary>
    protected ref Prng Random => ref random;

    public sealed override bool Next()
    {
        bool hasLearnt = !Learns || execution >= Lessons;
        execution = hasLearnt ? Math.Max(execution + 1, draws.First) : execution + 1;
        if (execution > draws.Last) return false;
        Again();
        return true;
    }

    public sealed override void Again()
    {
        random = Prng.Of(seed, execution);
        Draw();
    }

    /// <summary>Draws what an execution needs from its start on.</summary>
    protected virtual void Draw()
    {
    }

    /// <summary>Of a set of ids, which is not empty, the one of the highest priority.</summary>
    protected static int Highest<T>(ulong set, ReadOnlySpan<T> priorities)
        where T : IComparisonOperators<T, T, bool>
    {
        int best = BitOperations.TrailingZeroCount(set);
        for (ulong rest = set & (set - 1); rest != 0; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            if (priorities[id] > priorities[best]) best = id;
        }

        return best;
    }
}
