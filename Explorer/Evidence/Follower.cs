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

    public override void Again()
    {
        DivergedAt = null;
        Why = null;
    }

    public override int Choose(int step, int current, ulong enabled)
    {
        if (DivergedAt is null && step < replay.Steps.Count)
        {
            ReplayStep wanted = replay.Steps[step];
            int id = IdOf(wanted);
            string? problem = Problem(wanted, id, enabled);
            if (problem is null) return id;
            DivergedAt = step + 1;
            Why = $"step {step + 1} of the replay is '{wanted}', but {problem}";
        }

        return DepthFirst.Default(current, enabled);
    }

    /// <summary>Who takes such a step: its CPU, or the lane in which its store waits.</summary>
    private int IdOf(ReplayStep wanted) => wanted.Kind == AccessKind.Flush
        ? Actors.IdOf(engine, wanted.Actor, wanted.Cell, engine.Turns.Alive, orElse: false)
        : wanted.Cpu;

    private string? Problem(ReplayStep wanted, int id, ulong enabled)
    {
        if (wanted.Cpu >= engine.Program.Cpus) return $"the program has {engine.Program.Cpus} CPUs";
        if (id == Turns.Nobody) return "no such store waits to become visible";
        if (id < engine.Program.Cpus && !engine.Turns.IsAlive(id)) return "that CPU has finished";
        AccessKind kind = engine.Turns.PendingKind(id);
        string cell = engine.PendingName(id);
        if (kind != wanted.Kind || cell != wanted.Cell) return $"that CPU is about to {kind.Word()} {cell}";
        return (enabled >> id & 1) == 0 ? "it has to wait" : null;
    }
}
