namespace Plimsoll.Explorer;

/// <summary>
/// Which accesses were seen, and which two of different CPUs met at a cell in which order. A pair that was seen in one
/// order only is where the schedules explored have not looked, or where something always comes first.
/// </summary>
internal sealed class Coverage(int cells, int cpus)
{
    private readonly Dictionary<(int Cpu, AccessKind Kind, int Line, string File), int> sites = [];
    private readonly HashSet<(int Earlier, int Later)> pairs = [];

    /// <summary>The site that wrote each cell last; the sites that read it since, by CPU. From 1 on; 0: none.</summary>
    private readonly int[] writers = new int[cells];
    private readonly int[] readers = new int[cells * cpus];
    private readonly List<int> cpuOf = [-1];

    public CoverageReport Report
    {
        get
        {
            int lines = sites.Keys.Select(site => (site.Kind, site.Line, site.File)).Distinct().Count();
            int both = pairs.Count(pair => pair.Earlier < pair.Later && pairs.Contains((pair.Later, pair.Earlier)));
            return new(lines, pairs.Count - both, both);
        }
    }

    /// <summary>An execution starts.</summary>
    public void Clear()
    {
        Array.Clear(writers);
        Array.Clear(readers);
    }

    public void Add(in Step step, in Effect effect)
    {
        (int, AccessKind, int, string) key = (effect.Cpu, step.Kind, step.Line, step.File);
        if (!sites.TryGetValue(key, out int site))
        {
            sites[key] = site = cpuOf.Count;
            cpuOf.Add(effect.Cpu);
        }

        if (effect.Cell < 0 || effect.Forwarded) return;
        Meet(writers[effect.Cell], site);
        Span<int> reading = readers.AsSpan(effect.Cell * cpus, cpus);
        if (!effect.Writes)
        {
            reading[effect.Cpu] = site;
            return;
        }

        foreach (int reader in reading) Meet(reader, site);
        reading.Clear();
        writers[effect.Cell] = site;
    }

    private void Meet(int earlier, int later)
    {
        if (earlier != 0 && cpuOf[earlier] != cpuOf[later]) pairs.Add((earlier, later));
    }
}

/// <summary>How much of what can happen was seen.</summary>
/// <param name="Sites">Accesses in the source, by line and kind.</param>
/// <param name="RacePairs">Pairs of accesses of two CPUs that met at a cell, one of them writing.</param>
/// <param name="BothOrders">Those of them that were seen in both orders.</param>
public sealed record CoverageReport(int Sites, int RacePairs, int BothOrders);
