namespace Plimsoll.Explorer;

/// <summary>
/// Fewer preemptions for a failing schedule. First greedily: a CPU's next block is moved up to where the CPU was left,
/// and kept there when the same law still breaks with fewer preemptions. Then by looking: every schedule with fewer
/// preemptions still is executed, fewest first, so that what is left is the least there is. Both are bounded; a
/// program too large for the second is left with what the first gave.
/// </summary>
internal static class Minimisation
{
    private const int MostMerged = 2000;
    private const int MostBounded = 20_000;

    public static Schedule Run(Engine engine, Schedule schedule, string law, int preemptions)
    {
        schedule = Merge(engine, schedule, law, ref preemptions);
        if (preemptions == 0) return schedule;
        PreemptionBound fewer = new(preemptions - 1, []);
        for (int executions = 0; executions < MostBounded && fewer.Next(); executions++)
        {
            engine.Execute(fewer);
            if (engine.Failure?.Law == law) return engine.Turns.ToSchedule();
        }

        return schedule;
    }

    private static Schedule Merge(Engine engine, Schedule schedule, string law, ref int preemptions)
    {
        int executions = 0;
        bool better = true;
        while (better && preemptions > 0)
        {
            better = false;
            foreach (Schedule candidate in Merged(schedule))
            {
                if (++executions > MostMerged) return schedule;
                engine.Execute(new Guided(candidate));
                if (engine.Failure?.Law != law || engine.Turns.Preemptions >= preemptions) continue;
                schedule = engine.Turns.ToSchedule();
                preemptions = engine.Turns.Preemptions;
                better = true;
                break;
            }
        }

        return schedule;
    }

    /// <summary>The schedule with two blocks of one CPU made one, for each pair of neighbours.</summary>
    private static IEnumerable<Schedule> Merged(Schedule schedule)
    {
        byte[] cpus = schedule.Cpus.ToArray();
        for (int cut = 1; cut < cpus.Length; cut++)
        {
            byte cpu = cpus[cut - 1];
            if (cpus[cut] == cpu) continue;
            int from = Array.IndexOf(cpus, cpu, cut);
            int to = from;
            while (to >= 0 && to < cpus.Length && cpus[to] == cpu) to++;

            // A CPU that never comes back need not be run to its end: those that follow may do without.
            if (from < 0) yield return new([.. cpus[..(cut - 1)], .. cpus[cut..]]);
            else yield return new([.. cpus[..cut], .. cpus[from..to], .. cpus[cut..from], .. cpus[to..]]);
        }
    }
}
