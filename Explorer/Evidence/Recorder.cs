namespace Plimsoll.Explorer;

/// <summary>
/// Runs single schedules with full recording. What races is recorded like anything else: the same schedule must give
/// the same accesses on every substrate, right or wrong.
/// </summary>
public static class Recorder
{
    /// <summary>The accesses of one random schedule; the same seed chooses the same one on twin and threads.</summary>
    public static IReadOnlyList<Step> Trace(IProgram program, Substrate substrate, ulong seed) =>
        Traces(program, substrate, seed, 1)[0].Steps;

    /// <summary>The random schedules that an exploration with this seed starts with, one after the other.</summary>
    public static IReadOnlyList<Recording> Traces(IProgram program, Substrate substrate, ulong seed, int count)
    {
        ArgumentNullException.ThrowIfNull(program);
        using Engine engine = new(program, new() { Substrate = substrate, CheckRaces = false });
        RandomWalk walk = new(seed, Draws.All);
        Recording[] recordings = new Recording[count];
        for (int i = 0; i < count; i++)
        {
            walk.Next();
            recordings[i] = Record(engine, walk);
        }

        return recordings;
    }

    /// <summary>One given schedule; where it does not fit, the one with the fewest switches.</summary>
    public static Recording Run(IProgram program, Substrate substrate, Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(schedule);
        using Engine engine = new(program, new() { Substrate = substrate, CheckRaces = false });
        return Record(engine, new Guided(schedule));
    }

    private static Recording Record(Engine engine, Strategy strategy)
    {
        List<Event> events = [];
        engine.Execute(strategy, events);
        List<Step> steps = [];
        foreach (Event happened in events)
        {
            if (happened.Access is not { } step) continue;
            steps.Add(step.Kind.HasNoCell() ? step : step with { Cell = step.Cell - engine.Program.Memory });
        }

        return new(engine.Turns.ToSchedule(), steps, engine.Failure?.Law);
    }
}
