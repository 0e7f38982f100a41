using System.Text;

namespace Plimsoll.Explorer;

/// <summary>
/// A recorded schedule placed in the program as it is now: which CPU plays which, and after how many of its steps each
/// block ends.
/// </summary>
internal sealed class Placement
{
    private readonly int[] mapping;
    private readonly Dictionary<int, Alignment> alignments = [];

    /// <param name="replay">What was recorded.</param>
    /// <param name="program">What it is placed in.</param>
    /// <param name="events">An execution of the program, as close to the recorded one as is known.</param>
    /// <param name="mapping">For each recorded CPU the one that plays it, or -1.</param>
    /// <param name="late">Of steps that the recording does not know, between the last step before a switch and the
    /// first one after it: whether they come before the switch.</param>
    public Placement(Replay replay, IProgram program, List<Event> events, int[] mapping, bool late)
    {
        this.mapping = mapping;
        Sides sides = new(replay, program, events);
        foreach (int actor in sides.Recorded.Keys)
        {
            int plays = Plays(actor);
            if (plays >= 0) alignments[actor] = sides.Align(actor, plays);
        }

        Cost = alignments.Values.Sum(alignment => alignment.Cost);
        Blocks = Place(replay, late);
        StringBuilder key = new();
        foreach (Block block in Blocks) key.Append($"{block.Actor}:{block.Until}:{block.Cell} ");
        Key = key.ToString();
    }

    public IReadOnlyList<Block> Blocks { get; }

    public int Cost { get; }

    /// <summary>Equal for placements that run alike.</summary>
    public string Key { get; }

    /// <summary>
    /// Who may play whom: everyone himself, then the most alike first; for many CPUs everyone himself and no more.
    /// </summary>
    public static IEnumerable<int[]> Mappings(Replay replay, IProgram program, List<Event> events, int mostCpus)
    {
        int recorded = replay.Steps.Count == 0 ? 0 : replay.Steps.Max(step => step.Cpu) + 1;
        int cpus = Math.Max(program.Cpus, recorded);
        int[] same = [.. Enumerable.Range(0, recorded).Select(cpu => cpu < program.Cpus ? cpu : -1)];
        if (cpus > mostCpus) return [same];
        Sides sides = new(replay, program, events);
        int[,] costs = new int[cpus, cpus];
        for (int was = 0; was < cpus; was++)
        {
            for (int now = 0; now < cpus; now++) costs[was, now] = sides.Align(was, now).Cost;
        }

        return Permutations(cpus)
            .Select(p => (Mapping: p, Cost: p.Select((now, was) => costs[was, now]).Sum(),
                Moved: p.Where((now, was) => now != was).Count()))
            .OrderBy(p => p.Moved > 0).ThenBy(p => p.Cost).ThenBy(p => p.Moved)
            .Select(p => p.Mapping.Take(recorded).Select(cpu => cpu < program.Cpus ? cpu : -1).ToArray());
    }

    /// <summary>The same CPUs play the same, in another execution.</summary>
    public Placement In(Replay replay, IProgram program, List<Event> events) =>
        new(replay, program, events, mapping, late: false);

    /// <summary>What differs from the recording, for people, in a line each.</summary>
    public List<string> Differences(int most)
    {
        List<string> notes = [];
        for (int cpu = 0; cpu < mapping.Length; cpu++)
        {
            if (mapping[cpu] != cpu)
                notes.Add(mapping[cpu] < 0 ? $"nobody plays cpu{cpu}" : $"cpu{mapping[cpu]} plays cpu{cpu}");
        }

        foreach ((int actor, Alignment alignment) in alignments.OrderBy(pair => pair.Key))
        {
            string who = ReplayStep.ActorName(Plays(actor));
            notes.AddRange(
                alignment.Changed.Select(p => $"{who}: '{p.Is.What}' is taken for '{p.Was.What}'").Distinct());
            notes.AddRange(alignment.Added.Select(step => $"{who}: '{step}' is new"));
            notes.AddRange(alignment.Dropped.Select(step => $"{who}: '{step}' does not come"));
        }

        if (notes.Count <= most) return notes;
        return [.. notes.Take(most - 1), $"and {notes.Count - most + 1} more differences"];
    }

    private int Plays(int actor)
    {
        int cpu = mapping[actor % Engine.MaxCpus];
        return cpu < 0 ? -1 : cpu + actor - (actor % Engine.MaxCpus);
    }

    private List<Block> Place(Replay replay, bool late)
    {
        List<Block> blocks = [];
        Dictionary<int, int> done = [];
        for (int i = 0; i < replay.Steps.Count; i++)
        {
            int actor = replay.Steps[i].Actor;
            int count = done[actor] = done.GetValueOrDefault(actor) + 1;
            if (!alignments.TryGetValue(actor, out Alignment? alignment)) continue;

            // Under a model with several lanes a CPU, which store becomes visible is a choice each time.
            bool goesOn = i + 1 < replay.Steps.Count && replay.Steps[i + 1].Actor == actor;
            if (goesOn && actor < Engine.MaxCpus) continue;
            int first = alignment.Earliest(count), last = Math.Max(first, alignment.Latest(count));
            int until = late ? last : first;
            if (until > 0) blocks.Add(new(Plays(actor), until, replay.Steps[i].Cell, last - until));
        }

        return blocks;
    }

    private static IEnumerable<int[]> Permutations(int count)
    {
        if (count == 0) return [[]];
        return from rest in Permutations(count - 1)
            from at in Enumerable.Range(0, count)
            select (int[])[.. rest[..at], count - 1, .. rest[at..]];
    }

    /// <summary>The steps of each actor, then and now, and the cells that only one side knows.</summary>
    private sealed class Sides
    {
        private readonly Dictionary<int, List<ReplayStep>> now;
        private readonly HashSet<string> gone;
        private readonly HashSet<string> added;

        public Sides(Replay replay, IProgram program, List<Event> events)
        {
            List<ReplayStep> steps = ReplayStep.Of(program, events);
            Recorded = ByActor(replay.Steps);
            now = ByActor(steps);
            gone = [.. replay.Steps.Select(step => step.Cell)];
            added = [.. steps.Select(step => step.Cell)];
            string[] both = [.. gone.Where(added.Contains)];
            gone.ExceptWith(both);
            added.ExceptWith(both);
        }

        public Dictionary<int, List<ReplayStep>> Recorded { get; }

        public Alignment Align(int was, int plays) =>
            new(Recorded.GetValueOrDefault(was, []), now.GetValueOrDefault(plays, []), gone, added);

        private static Dictionary<int, List<ReplayStep>> ByActor(IEnumerable<ReplayStep> steps) =>
            steps.GroupBy(step => step.Actor).ToDictionary(group => group.Key, group => group.ToList());
    }
}
