using System.Collections.Immutable;
using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Theorems;

/// <summary>A step: an object comes from, or goes back to, a slab of this class that held so many before.</summary>
/// <param name="Fill">Objects in use in that slab before the step; an allocation from 0 makes a slab.</param>
public readonly record struct ChurnStep(bool Allocates, int Class, int Fill);

/// <summary>
/// A machine that knows two operations, <c>alloc(class)</c> and <c>free(object)</c>, under one limit in bytes
/// (semantics C.6, Part 0.7). A slab is made only when no slab of the class has room, and is discarded when it is
/// empty: no allocator keeps fewer pages without moving objects. Which slab with room serves, and which object is
/// freed, is open. A state is how many slabs of each class hold how many objects; two that hold the same are alike.
/// </summary>
public sealed class ChurnMachine
{
    private readonly int[] first;

    /// <param name="pageBytes">The size of a page, at least 1.</param>
    /// <param name="classes">Object sizes in bytes, each once.</param>
    /// <param name="limit">Bytes in use at most.</param>
    public ChurnMachine(int pageBytes, ImmutableArray<int> classes, int limit)
    {
        PageBytes = pageBytes;
        Limit = limit;
        Caches = [.. classes.Select(size => CacheShape.OfSmallest(size, pageBytes))];
        BySize = [.. Enumerable.Range(0, Caches.Length).OrderBy(c => Caches[c].Size)];
        first = new int[Caches.Length + 1];
        for (int c = 0; c < Caches.Length; c++) first[c + 1] = checked(first[c] + (int)Caches[c].Preferred.Objects);
    }

    public int PageBytes { get; }

    public int Limit { get; }

    public ImmutableArray<CacheShape> Caches { get; }

    /// <summary>The classes, smallest objects first.</summary>
    public ImmutableArray<int> BySize { get; }

    /// <summary>Numbers in a state: slabs of class c with fill f, for f = 1..objects a slab, class by class.</summary>
    public int Cells => first[^1];

    /// <summary>2N + m, pages, for one CPU.</summary>
    public long TwoNPlusM => Estimate2008.Bytes(Caches.AsSpan(), Limit, onlineCpus: 1, PageBytes);

    /// <summary>The sound estimate, pages: every class may have had the whole limit.</summary>
    public long Sound => Caches.Sum(cache => SoundEstimate.Objects(cache, Limit / cache.Size, Places.Alone));

    public int Usage(ReadOnlySpan<ushort> state)
    {
        int bytes = 0;
        for (int c = 0; c < Caches.Length; c++)
        {
            for (int fill = 1; fill <= Objects(c); fill++) bytes += state[Cell(c, fill)] * fill * (int)Caches[c].Size;
        }

        return bytes;
    }

    public int Pages(ReadOnlySpan<ushort> state)
    {
        int pages = 0;
        for (int c = 0; c < Caches.Length; c++)
        {
            pages += Slabs(state, c) * (int)Caches[c].Preferred.Pages;
        }

        return pages;
    }

    /// <summary>Slabs of this class.</summary>
    public int Slabs(ReadOnlySpan<ushort> state, int c)
    {
        int slabs = 0;
        foreach (ushort count in state[first[c]..first[c + 1]]) slabs += count;
        return slabs;
    }

    /// <summary>Objects that the slabs of this class still have room for.</summary>
    public int Room(ReadOnlySpan<ushort> state, int c)
    {
        int room = 0;
        for (int fill = 1; fill < Objects(c); fill++) room += state[Cell(c, fill)] * (Objects(c) - fill);
        return room;
    }

    /// <summary>Appends every step that differs from here.</summary>
    public void Steps(ReadOnlySpan<ushort> state, List<ChurnStep> into)
    {
        int room = Limit - Usage(state);
        for (int c = 0; c < Caches.Length; c++)
        {
            bool partial = false;
            for (int fill = 1; fill <= Objects(c); fill++)
            {
                if (state[Cell(c, fill)] == 0) continue;
                into.Add(new(false, c, fill));
                if (fill == Objects(c)) continue;
                partial = true;
                if (Caches[c].Size <= room) into.Add(new(true, c, fill));
            }

            if (!partial && Caches[c].Size <= room) into.Add(new(true, c, 0));
        }
    }

    /// <summary>Takes a step that <see cref="Steps"/> named.</summary>
    public void Take(ChurnStep step, Span<ushort> state)
    {
        int fill = step.Fill, after = step.Allocates ? fill + 1 : fill - 1;
        if (fill > 0) state[Cell(step.Class, fill)]--;
        if (after > 0) state[Cell(step.Class, after)]++;
    }

    /// <summary>Objects a slab of this class holds.</summary>
    public int Objects(int c) => first[c + 1] - first[c];

    private int Cell(int c, int fill) => first[c] + fill - 1;
}
