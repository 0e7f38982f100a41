namespace Plimsoll.Explorer;

/// <summary>
/// Follows a replay in a program that may have been edited since. What matters of a schedule is where it switches:
/// <em>run cpu0 until it has done this and before it does that, then cpu1</em>. So:
/// <list type="number">
/// <item>the file is followed step by step; where all fits, that is the whole story and one execution;</item>
/// <item>else the steps that each CPU takes now are aligned with those it took then (<see cref="Alignment"/>), every
/// switch is placed between the same two steps, and the schedule runs again; since another schedule may lead CPUs
/// another way, this is repeated until nothing moves. Where threads were reordered, another CPU aligns better;</item>
/// <item>if the law still holds, the switches are moved by a few steps (<see cref="NearSearch"/>).</item>
/// </list>
/// The steps that follow the last switch are those with the fewest switches.
/// </summary>
internal sealed class Resynchronisation(Replay replay, Engine engine)
{
    private const int MostRounds = 4;
    private const int MostMappings = 4;
    private const int MostPermutedCpus = 6;
    private const int MostNotes = 8;

    private readonly HashSet<string> tried = [];
    private int executions;
    private int? divergedAt;
    private string? why;

    public ReplayResult Run()
    {
        Follower follower = new(replay, engine);
        List<Event> events = Execute(follower);
        divergedAt = follower.DivergedAt;
        why = follower.Why;
        if (divergedAt is null && Breaks) return Result(true, ReplayFit.Whole, events, []);
        if (divergedAt is null) EndsElsewhere();

        // Nothing was edited as far as the schedule can tell: this is the schedule, and the law holds under it.
        bool isWhole = follower.DivergedAt is null && engine.StepCount >= replay.Steps.Count;
        return isWhole ? Result(false, ReplayFit.Whole, events, []) : Align(events);
    }

    private bool Breaks => engine.Failure?.Law == replay.Law;

    /// <summary>Runs an execution and records it.</summary>
    private List<Event> Execute(Strategy strategy)
    {
        List<Event> events = [];
        engine.Execute(strategy, events);
        executions++;
        return events;
    }

    private void EndsElsewhere()
    {
        if (engine.StepCount == replay.Steps.Count) return;
        divergedAt = Math.Min(engine.StepCount, replay.Steps.Count) + 1;
        why = engine.StepCount < replay.Steps.Count
            ? $"step {divergedAt} of the replay is '{replay.Steps[engine.StepCount]}', but the execution has ended"
            : $"the replay ends with step {replay.Steps.Count}, but the execution goes on";
    }

    private ReplayResult Align(List<Event> strict)
    {
        List<Event>? shown = null;
        Placement? closest = null;
        foreach (int[] mapping in Placement.Mappings(replay, engine.Program, strict, MostPermutedCpus)
            .Take(MostMappings))
        {
            foreach (bool late in new[] { false, true })
            {
                List<Event> events = strict;
                for (int round = 0; round < MostRounds; round++)
                {
                    Placement placement = new(replay, engine.Program, events, mapping, late);
                    if (!tried.Add(placement.Key)) break;
                    events = Execute(new Blocks(placement.Blocks, engine));
                    if (Breaks)
                        return Result(true, ReplayFit.Resynchronised, events, Differences(placement, events));
                    shown ??= events;
                    closest ??= placement;
                    if (round > 0 && placement.Cost < closest.Cost) (closest, shown) = (placement, events);
                }
            }
        }

        return Near(closest!, shown!);
    }

    private ReplayResult Near(Placement closest, List<Event> shown)
    {
        NearSearch near = new(closest.Blocks, engine, replay.Law);
        IReadOnlyList<Block>? found = near.Run(out string? how);
        executions += near.Executions;
        if (found is not null)
        {
            List<Event> events = Execute(new Blocks(found, engine));
            return Result(true, ReplayFit.Near, events, [.. Differences(closest, events), how!]);
        }

        // What is shown is the closest schedule; its law, if it broke one, is reported with it.
        shown = Execute(new Blocks(closest.Blocks, engine));
        List<string> notes = Differences(closest, shown);
        notes.Add($"{near.Executions} executions with switches moved or left out hold the law too");
        return Result(false, ReplayFit.Resynchronised, shown, notes);
    }

    /// <summary>How an execution differs from the recording.</summary>
    private List<string> Differences(Placement placement, List<Event> events) =>
        placement.In(replay, engine.Program, events).Differences(MostNotes);

    private ReplayResult Result(bool reproduced, ReplayFit fit, List<Event> events, List<string> notes) => new(
        reproduced, fit, engine.Failure?.Law, engine.Failure?.Message, divergedAt, why, notes, engine.StepCount,
        executions, engine.Turns.ToSchedule(), events);
}
