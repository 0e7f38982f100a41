namespace Plimsoll.Explorer;

/// <summary>
/// Which step of an edited program is which step of the recording, for one CPU: the cheapest way to turn the recorded
/// sequence into the actual one, found by dynamic programming as for any edit distance. A step of the same kind on the
/// same cell costs nothing. A cell that only the recording knows and one that only the program knows are taken for a
/// rename, which is cheap; a step of the same kind on another cell that both know is dear, and costs a little less than
/// one step dropped and one added. Steps that follow the last recorded one cost nothing: a recording stops where the
/// law broke.
/// </summary>
internal sealed class Alignment
{
    private const int Renamed = 2;
    private const int Gap = 4;
    private const int Other = 5;
    private const int Never = 1 << 20;

    /// <summary>Above this product of lengths the ordinals decide, without any table.</summary>
    private const long MostCells = 4_000_000;

    private readonly IReadOnlyList<ReplayStep> recorded;
    private readonly IReadOnlyList<ReplayStep> actual;
    private readonly HashSet<string> gone;
    private readonly HashSet<string> added;
    private readonly int[] partner;

    /// <param name="recorded">The steps that the file has of a CPU.</param>
    /// <param name="actual">The steps that some CPU takes now.</param>
    /// <param name="gone">Cells that only the file knows.</param>
    /// <param name="added">Cells that only the program knows.</param>
    public Alignment(
        IReadOnlyList<ReplayStep> recorded, IReadOnlyList<ReplayStep> actual, HashSet<string> gone,
        HashSet<string> added)
    {
        this.recorded = recorded;
        this.actual = actual;
        this.gone = gone;
        this.added = added;
        partner = new int[recorded.Count];
        if ((long)recorded.Count * actual.Count > MostCells) ByOrdinal();
        else ByDistance();
    }

    /// <summary>What it costs; 0: the CPU does what it did.</summary>
    public int Cost { get; private set; }

    /// <summary>Steps that the program takes, before its last known one, and the file does not know.</summary>
    public IEnumerable<ReplayStep> Added =>
        actual.Where((_, i) => i < Earliest(recorded.Count) && !partner.Contains(i));

    /// <summary>Steps of the file that the program does not take.</summary>
    public IEnumerable<ReplayStep> Dropped => recorded.Where((_, i) => partner[i] < 0);

    /// <summary>Pairs of a recorded step and the differing one that was taken for it.</summary>
    public IEnumerable<(ReplayStep Was, ReplayStep Is)> Changed =>
        recorded.Select((step, i) => (step, partner[i])).Where(pair => pair.Item2 >= 0)
            .Select(pair => (pair.step, actual[pair.Item2])).Where(pair => Substitute(pair.step, pair.Item2) != 0);

    /// <summary>
    /// How many steps the CPU has taken now, where it had taken <paramref name="done"/> when it was recorded: right
    /// after the last one that is known.
    /// </summary>
    public int Earliest(int done)
    {
        for (int i = done - 1; i >= 0; i--)
        {
            if (partner[i] >= 0) return partner[i] + 1;
        }

        return 0;
    }

    /// <summary>The same: right before the next one that is known.</summary>
    public int Latest(int done)
    {
        for (int i = done; i < partner.Length; i++)
        {
            if (partner[i] >= 0) return partner[i];
        }

        return Earliest(done);
    }

    private int Substitute(ReplayStep was, ReplayStep now)
    {
        if (was.Cell == now.Cell) return was.Kind == now.Kind ? 0 : Family(was.Kind) == Family(now.Kind) ? 1 : Other;
        if (Family(was.Kind) != Family(now.Kind)) return Never;
        return gone.Contains(was.Cell) && added.Contains(now.Cell) ? Renamed : Other;
    }

    /// <summary>Kinds that an edit may exchange without meaning another step.</summary>
    private static AccessKind Family(AccessKind kind) => kind switch
    {
        AccessKind.LoadRelaxed or AccessKind.Await => AccessKind.Load,
        AccessKind.StoreRelaxed => AccessKind.Store,
        AccessKind.TryLock => AccessKind.Lock,
        AccessKind.ProcessFence => AccessKind.Fence,
        _ => kind,
    };

    private void ByDistance()
    {
        int rows = recorded.Count, columns = actual.Count;

        // cost[i, j]: of the recorded steps from i on, against the actual ones from j on.
        int[,] cost = new int[rows + 1, columns + 1];
        for (int i = rows - 1; i >= 0; i--)
        {
            cost[i, columns] = cost[i + 1, columns] + Gap;
            for (int j = columns - 1; j >= 0; j--)
            {
                int replaced = cost[i + 1, j + 1] + Substitute(recorded[i], actual[j]);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i + 1, j], cost[i, j + 1]) + Gap);
            }
        }

        Cost = cost[0, 0];
        for (int i = 0, j = 0; i < rows;)
        {
            if (j < columns && cost[i, j] == cost[i + 1, j + 1] + Substitute(recorded[i], actual[j]))
            {
                partner[i++] = j++;
            }
            else if (cost[i, j] == cost[i + 1, j] + Gap)
            {
                partner[i++] = -1;
            }
            else
            {
                j++;
            }
        }
    }

    private void ByOrdinal()
    {
        Dictionary<(AccessKind, string, int), int> places = [];
        for (int j = 0; j < actual.Count; j++)
            places.TryAdd((actual[j].Kind, actual[j].Cell, actual[j].Ordinal), j);
        int last = -1;
        for (int i = 0; i < recorded.Count; i++)
        {
            ReplayStep step = recorded[i];
            bool known = places.TryGetValue((step.Kind, step.Cell, step.Ordinal), out int at) && at > last;
            partner[i] = known ? last = at : -1;
            if (!known) Cost += Gap;
        }
    }
}
