using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// A stretch of a schedule: this actor (<see cref="ReplayStep.Actor"/>) runs until it has taken so many steps in all.
/// </summary>
/// <param name="Cell">Of a store buffer: the cell whose store becomes visible, where several could.</param>
/// <param name="Slack">How many more steps it may take before the next one that is known.</param>
internal readonly record struct Block(int Actor, int Until, string Cell, int Slack);

/// <summary>
/// Runs blocks one after the other. One whose actor has finished or has to wait ends there; what it left is done in the
/// actor's next block. After the last: the fewest switches.
/// </summary>
internal sealed class Blocks(IReadOnlyList<Block> blocks, Engine engine) : Strategy
{
    private int at;

    public override bool WantsEveryStep => true;

    public override bool Next() => true;

    public override void Again() => at = 0;

    public override int Choose(int step, int current, ulong enabled)
    {
        for (; at < blocks.Count; at++)
        {
            Block block = blocks[at];
            if (Done(block.Actor) >= block.Until) continue;
            int id = Actors.IdOf(engine, block.Actor, block.Cell, enabled, orElse: true);
            if (id >= 0) return id;
        }

        return DepthFirst.Default(current, enabled);
    }

    private int Done(int actor)
    {
        if (actor < Engine.MaxCpus) return actor < Turns.Cpus ? Turns.Accesses[actor] : int.MaxValue;
        int done = 0;
        for (int lane = Turns.Cpus; lane < StoreBuffers.MaxLanes; lane++)
        {
            if (Turns.Accesses[lane] > 0 && Turns.CpuOf(lane) == actor - Engine.MaxCpus) done += Turns.Accesses[lane];
        }

        return done;
    }
}

/// <summary>Who takes the step that an actor is to take.</summary>
internal static class Actors
{
    /// <summary>
    /// The CPU, or the lane in which a store to such a cell waits; -1 where it cannot take a step now.
    /// </summary>
    /// <param name="orElse">Where no lane holds such a store, any lane of the CPU will do.</param>
    public static int IdOf(Engine engine, int actor, string cell, ulong enabled, bool orElse)
    {
        if (actor < Engine.MaxCpus)
            return actor < engine.Program.Cpus && (enabled >> actor & 1) != 0 ? actor : Turns.Nobody;
        int some = Turns.Nobody;
        for (ulong lanes = enabled & ~engine.Turns.Preempting; lanes != 0; lanes &= lanes - 1)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            if (engine.Turns.CpuOf(lane) != actor - Engine.MaxCpus) continue;
            if (engine.PendingName(lane) == cell) return lane;
            if (some < 0 && orElse) some = lane;
        }

        return some;
    }
}
