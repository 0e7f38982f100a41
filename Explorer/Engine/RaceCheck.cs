namespace Plimsoll.Explorer;

/// <summary>
/// Happens-before by vector clocks, as FastTrack has it. A load acquires what the last store, read-modify-write or
/// unlock of its cell released; a lock acquires. A plain access races with every unordered conflicting access,
/// synchronising ones included; two synchronising accesses never race.
/// <para>
/// Stricter than the machine in two places, so that no order is assumed which only luck provides: a store starts a new
/// release (what earlier stores released is not inherited), and a failed try-lock acquires nothing.
/// </para>
/// </summary>
internal sealed class RaceCheck
{
    public const int NoRace = -1;

    // A row: the execution it is of, whether a plain access was made in it, then a vector for each column.
    private const int PlainlyAccessed = 1;
    private const int Vectors = 2;

    private readonly int cpus;
    private readonly int stride;
    private readonly uint[] clocks;
    private readonly uint[] rows;
    private readonly bool relaxedOrders;
    private uint execution;

    public RaceCheck(int cpus, int cells, MemoryModel model)
    {
        this.cpus = cpus;
        relaxedOrders = model != MemoryModel.Pso;
        stride = Vectors + (5 * cpus);
        clocks = new uint[cpus * cpus];
        rows = new uint[checked(cells * stride)];
    }

    private enum Column
    {
        Release,
        PlainRead,
        PlainWrite,
        SyncRead,
        SyncWrite,
    }

    public void Clear()
    {
        execution++;
        Array.Clear(clocks);
        for (int cpu = 0; cpu < cpus; cpu++) clocks[(cpu * cpus) + cpu] = 1;
    }

    /// <summary>The CPU whose earlier access races with this one, or <see cref="NoRace"/>.</summary>
    public int Plain(int cpu, int cell, bool isWrite)
    {
        Span<uint> row = Row(cell);
        Span<uint> clock = Clock(cpu);
        Span<uint> own = Vector(row, isWrite ? Column.PlainWrite : Column.PlainRead);

        // Nothing was released since the same access was checked: whoever came between was checked against it.
        if (own[cpu] == clock[cpu]) return NoRace;
        own[cpu] = clock[cpu];
        row[PlainlyAccessed] = 1;
        int other = Unordered(Vector(row, Column.PlainWrite), clock, cpu);
        if (other < 0) other = Unordered(Vector(row, Column.SyncWrite), clock, cpu);
        if (!isWrite || other >= 0) return other;
        other = Unordered(Vector(row, Column.PlainRead), clock, cpu);
        return other >= 0 ? other : Unordered(Vector(row, Column.SyncRead), clock, cpu);
    }

    /// <summary>The CPU whose earlier plain access races with this one, or <see cref="NoRace"/>.</summary>
    public int Synchronising(int cpu, AccessKind kind, int cell, bool isWrite)
    {
        Span<uint> row = Row(cell);
        Span<uint> clock = Clock(cpu);
        Span<uint> release = Vector(row, Column.Release);
        if (!kind.IsStore() && (isWrite || kind != AccessKind.TryLock)
            && (relaxedOrders || kind != AccessKind.LoadRelaxed))
            Join(clock, release);

        // Most cells that synchronise do nothing else.
        int other = row[PlainlyAccessed] == 0 ? NoRace : UnorderedPlain(row, clock, cpu, isWrite);
        Vector(row, isWrite ? Column.SyncWrite : Column.SyncRead)[cpu] = clock[cpu];

        if (isWrite && kind is not (AccessKind.Lock or AccessKind.TryLock))
        {
            clock.CopyTo(release);
            clock[cpu]++;
        }

        return other;
    }

    /// <summary>The CPU's own time: what it does now is known to whoever knows this.</summary>
    public uint Now(int cpu) => Clock(cpu)[cpu];

    /// <summary>Whether what another CPU did at its time is ordered before what this one does now.</summary>
    public bool Knows(int cpu, int other, uint time) => cpu == other || Clock(cpu)[other] >= time;

    /// <summary>A CPU with an access to the cell, of any kind, that is not ordered before what this one does now, or
    /// <see cref="NoRace"/>.</summary>
    public int Unordered(int cpu, int cell)
    {
        Span<uint> row = Row(cell);
        for (Column column = Column.PlainRead; column <= Column.SyncWrite; column++)
        {
            int other = Unordered(Vector(row, column), Clock(cpu), cpu);
            if (other >= 0) return other;
        }

        return NoRace;
    }

    /// <summary>What the CPU knows as it issues a store that will become visible later.</summary>
    /// <remarks>It counts as a write of the cell from now on: nothing of another CPU is ordered after it.</remarks>
    public uint[] Issue(int cpu, int cell)
    {
        Span<uint> clock = Clock(cpu);
        Vector(Row(cell), Column.SyncWrite)[cpu] = clock[cpu];
        uint[] known = clock.ToArray();
        clock[cpu]++;
        return known;
    }

    /// <summary>A store that was issued earlier becomes visible: it releases what its CPU knew then.</summary>
    public int Publish(int cpu, int cell, in BufferedStore store)
    {
        // A plain write that had to wait was checked when it was made.
        if (store.Clock is null) return NoRace;
        Span<uint> row = Row(cell);
        ReadOnlySpan<uint> clock = store.Clock;
        int other = UnorderedPlain(row, clock, cpu, isWrite: true);
        Vector(row, Column.SyncWrite)[cpu] = clock[cpu];
        Span<uint> release = Vector(row, Column.Release);
        if (relaxedOrders || store.Kind != AccessKind.StoreRelaxed) clock.CopyTo(release);
        else release.Clear();
        return other;
    }

    /// <summary>
    /// Whether what <paramref name="earlier"/> did on the cell can have raced with an access of this kind.
    /// </summary>
    public static bool Conflict(in Step earlier, AccessKind kind, bool isWrite)
    {
        if (earlier.Kind.IsLife()) return false;
        return (earlier.Kind.IsPlain() || kind.IsPlain()) && (earlier.Writes || isWrite);
    }

    private int UnorderedPlain(Span<uint> row, ReadOnlySpan<uint> clock, int cpu, bool isWrite)
    {
        int other = Unordered(Vector(row, Column.PlainWrite), clock, cpu);
        return isWrite && other < 0 ? Unordered(Vector(row, Column.PlainRead), clock, cpu) : other;
    }

    private static int Unordered(ReadOnlySpan<uint> vector, ReadOnlySpan<uint> clock, int cpu)
    {
        for (int other = 0; other < vector.Length; other++)
        {
            if (vector[other] > clock[other] && other != cpu) return other;
        }

        return NoRace;
    }

    private static void Join(Span<uint> clock, ReadOnlySpan<uint> other)
    {
        for (int i = 0; i < clock.Length; i++)
        {
            if (other[i] > clock[i]) clock[i] = other[i];
        }
    }

    private Span<uint> Clock(int cpu) => clocks.AsSpan(cpu * cpus, cpus);

    private Span<uint> Vector(Span<uint> row, Column column) => row.Slice(Vectors + ((int)column * cpus), cpus);

    private Span<uint> Row(int cell)
    {
        Span<uint> row = rows.AsSpan(cell * stride, stride);
        if (row[0] == execution) return row;
        row.Clear();
        row[0] = execution;
        return row;
    }
}
