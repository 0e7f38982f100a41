using System.Collections.Immutable;
using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Theorems;

/// <summary>A step: an object comes from, or goes back to, a slab of this class that held so many before.</summary>
/// <param name="Fill">Objects in use in that slab before the step; an allocation from 0 makes a slab.</param>
/// <param name="Cpu">The CPU that allocates, or in whose own slab an object is freed; -1 for none.</param>
public readonly record struct ChurnStep(bool Allocates, int Class, int Fill, int Cpu = -1);

/// <summary>
/// A machine that knows two operations, <c>alloc(class)</c> and <c>free(object)</c>, under one limit in bytes
/// (semantics C.6, Part 0.7). A slab is made only when no slab of the class has room, and is discarded when it is
/// empty: no allocator keeps fewer pages without moving objects. Which slab with room serves, and which object is
/// freed, is open. A state is how many slabs of each class hold how many objects; two that hold the same are alike.
/// With CPUs, each keeps the slab of a class that it took from last for itself until that is full or empty.
/// </summary>
public sealed class ChurnMachine
{
    private readonly int[] first;

    /// <param name="pageBytes">The size of a page, at least 1.</param>
    /// <param name="classes">Object sizes in bytes, each once.</param>
    /// <param name="limit">Bytes in use at most.</param>
    /// <param name="cpus">CPUs with slabs of their own; 0 for one thread that sees every slab.</param>
    public ChurnMachine(int pageBytes, ImmutableArray<int> classes, int limit, int cpus = 0)
    {
        Cpus = cpus;
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

    public int Cpus { get; }

    /// <summary>
    /// Numbers in a state: slabs of class c with fill f, for f = 1..objects a slab, class by class; then the fill of
    /// each CPU's own slab of each class, 0 for none.
    /// </summary>
    public int Cells => first[^1] + Cpus * Caches.Length;

    /// <summary>2N + m, pages, made when one CPU was online.</summary>
    public long TwoNPlusM => Estimate2008.Bytes(Caches.AsSpan(), Limit, onlineCpus: 1, PageBytes);

    /// <summary>The sound estimate, pages: every class may have had the whole limit.</summary>
    public long Sound => Caches.Sum(cache => SoundEstimate.Objects(cache, Limit / cache.Size, new(Cpus, 0, 1)));

    public int Usage(ReadOnlySpan<ushort> state)
    {
        int bytes = 0;
        for (int c = 0; c < Caches.Length; c++)
        {
            for (int fill = 1; fill <= Objects(c); fill++) bytes += state[Cell(c, fill)] * fill * (int)Caches[c].Size;
            for (int cpu = 0; cpu < Cpus; cpu++) bytes += state[Own(cpu, c)] * (int)Caches[c].Size;
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
        for (int cpu = 0; cpu < Cpus; cpu++) slabs += state[Own(cpu, c)] > 0 ? 1 : 0;
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
                if (Caches[c].Size <= room) Allocations(state, c, fill, into);
            }

            if (!partial && Caches[c].Size <= room) Allocations(state, c, 0, into);
            for (int cpu = 0; cpu < Cpus; cpu++)
            {
                int own = state[Own(cpu, c)];
                if (own == 0) continue;
                into.Add(new(false, c, own, cpu));
                if (Caches[c].Size <= room) into.Add(new(true, c, own, cpu));
            }
        }
    }

    /// <summary>Takes a step that <see cref="Steps"/> named.</summary>
    public void Take(ChurnStep step, Span<ushort> state)
    {
        int fill = step.Fill, after = step.Allocates ? fill + 1 : fill - 1;
        bool isOwn = step.Cpu >= 0 && state[Own(step.Cpu, step.Class)] > 0;
        if (isOwn) state[Own(step.Cpu, step.Class)] = 0;
        else if (fill > 0) state[Cell(step.Class, fill)]--;
        if (after == 0) return;
        if (step.Cpu >= 0 && after < Objects(step.Class)) state[Own(step.Cpu, step.Class)] = (ushort)after;
        else state[Cell(step.Class, after)]++;
    }

    /// <summary>From a slab that is nobody's own, or a new one: by each CPU that has none with room.</summary>
    private void Allocations(ReadOnlySpan<ushort> state, int c, int fill, List<ChurnStep> into)
    {
        if (Cpus == 0) into.Add(new(true, c, fill));
        for (int cpu = 0; cpu < Cpus; cpu++)
        {
            if (state[Own(cpu, c)] == 0) into.Add(new(true, c, fill, cpu));
        }
    }

    /// <summary>Objects a slab of this class holds.</summary>
    public int Objects(int c) => first[c + 1] - first[c];

    private int Cell(int c, int fill) => first[c] + fill - 1;

    private int Own(int cpu, int c) => first[^1] + cpu * Caches.Length + c;
}
