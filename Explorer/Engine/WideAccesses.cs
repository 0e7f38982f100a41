namespace Plimsoll.Explorer;

/// <summary>
/// The plain accesses to two neighbouring words as to one value. Nothing makes the two one: an access of another CPU
/// may come between.
/// <para>
/// TORN: a wide access is not ordered by happens-before with a conflicting access of another CPU, plain or
/// synchronising, to either of its words. It is a race (<see cref="RaceCheck"/>) whose harm is known: the value may be
/// put together of two. A race with no wide access in it is a RACE. Two synchronising accesses to the halves never
/// race, and are no wide access: that they may be of two values is a matter of linearizability.
/// </para>
/// </summary>
internal sealed class WideAccesses(RaceCheck races, int cpus, int cells)
{
    private readonly int stride = 1 + (2 * cpus);
    private readonly uint[] rows = new uint[checked(cells * (1 + (2 * cpus)))];
    private uint execution = 1;

    public void Clear() => execution++;

    public void Add(int cpu, int cell, bool isWrite)
    {
        Span<uint> row = rows.AsSpan(cell * stride, stride);
        if (row[0] != execution) row.Clear();
        row[0] = execution;
        row[1 + cpu + (isWrite ? cpus : 0)] = races.Now(cpu);
    }

    /// <summary>Whether an access races with a wide one of that other CPU.</summary>
    public bool RacesWith(int other, int cpu, int cell, bool isWrite)
    {
        ReadOnlySpan<uint> row = rows.AsSpan(cell * stride, stride);
        if (row[0] != execution) return false;
        return !races.Knows(cpu, other, row[1 + other + cpus])
            || (isWrite && !races.Knows(cpu, other, row[1 + other]));
    }
}
