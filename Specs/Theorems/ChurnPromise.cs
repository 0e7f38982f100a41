namespace Plimsoll.Specs.Theorems;

/// <summary>
/// How promising a state is, for a search that cannot visit all: first what it may come to, then the pages it has, then
/// how soon it can have one more. It decides only what is looked at first.
/// </summary>
internal readonly record struct ChurnPromise(int MayCome, int Pages, int Steps) : IComparable<ChurnPromise>
{
    /// <summary>
    /// What the state may come to is what thinning would give: every slab keeps one object, the smallest class takes
    /// all the rest of the limit and is thinned in turn, then the next class.
    /// </summary>
    public static ChurnPromise Of(ChurnMachine machine, ReadOnlySpan<ushort> state)
    {
        int pages = machine.Pages(state), mayCome = pages, steps = int.MaxValue;
        long left = machine.Limit;
        for (int c = 0; c < machine.Caches.Length; c++) left -= machine.Slabs(state, c) * machine.Caches[c].Size;
        foreach (int c in machine.BySize)
        {
            long size = machine.Caches[c].Size, slab = size * machine.Objects(c);
            long toFill = left - machine.Slabs(state, c) * (slab - size);
            if (toFill < size) continue;
            if (steps == int.MaxValue) steps = StepsToNext(machine, state, c);
            long slabs = (toFill - size) / slab + 1;
            mayCome += (int)(slabs * machine.Caches[c].Preferred.Pages);
            left -= slabs * size;
        }

        return new(mayCome, pages, steps);
    }

    /// <summary>Most promising first.</summary>
    public int CompareTo(ChurnPromise other) =>
        (other.MayCome, other.Pages, Steps).CompareTo((MayCome, Pages, other.Steps));

    /// <summary>The class's slabs must be filled, and others' bytes freed for that.</summary>
    private static int StepsToNext(ChurnMachine machine, ReadOnlySpan<ushort> state, int c)
    {
        int room = machine.Room(state, c);
        long tooMany = machine.Usage(state) + (room + 1) * machine.Caches[c].Size - machine.Limit;
        return room + (int)Math.Max(0, tooMany);
    }
}
