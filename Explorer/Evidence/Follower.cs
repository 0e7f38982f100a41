using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Follows a replay while each step fits: its CPU is enabled and about to make the same access to the same cell.
/// </summary>
internal sealed class Follower(Replay replay, Engine engine) : Strategy
{
    public override bool WantsEveryStep => true;

    public int? DivergedAt { get; private set; }

    public string? Why { get; private set; }

    public override bool Next() => true;

    public override int Choose(int step, int current, ulong enabled)
    {
        if (DivergedAt is null && step < replay.Steps.Count)
        {
            ReplayStep wanted = replay.Steps[step];
            string? problem = Problem(wanted, enabled);
            if (problem is null) return wanted.Cpu;
            DivergedAt = step + 1;
            Why = $"step {step + 1} of the replay is '{wanted}', but {problem}";
        }

        return BitOperations.TrailingZeroCount(enabled);
    }

    private string? Problem(ReplayStep wanted, ulong enabled)
    {
        if (wanted.Cpu >= engine.Program.Cpus) return $"the program has {engine.Program.Cpus} CPUs";
        if (!engine.Turns.IsAlive(wanted.Cpu)) return "that CPU has finished";
        AccessKind kind = engine.Turns.PendingKind(wanted.Cpu);
        string cell = engine.PendingName(wanted.Cpu);
        if (kind != wanted.Kind || cell != wanted.Cell) return $"that CPU is about to {kind.Word()} {cell}";
        return (enabled >> wanted.Cpu & 1) == 0 ? "the lock is held" : null;
    }
}
