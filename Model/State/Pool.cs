using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

public enum PoolPhase : byte
{
    Absent,
    Live,
    Destroyed,
}

/// <summary>
/// A mempool (semantics D.1): what is parked, who waits, and what callers hold. Each method is the effect of one
/// hold of the pool lock. The environment's account of the elements it gave is in <see cref="Leaves"/>.
/// </summary>
public sealed record Pool
{
    private const int LeafBits = 8;

    /// <summary>What is said of a frame that a caller of this pool holds.</summary>
    private const uint OutMark = 0x100;

    public PoolPhase Phase { get; init; }

    public int MinNr { get; init; }

    /// <summary>The parked elements, a stack: the next to be popped last. curr_nr is their number.</summary>
    public ImmutableArray<Item> Elements { get; init; } = [];

    /// <summary>First come, first served.</summary>
    public ImmutableArray<Waiter> Waiters { get; init; } = [];

    /// <summary>Ghost: the elements handed out and not returned, in order of their names.</summary>
    public ImmutableArray<Item> Out { get; init; } = [];

    /// <summary>Environment: the leaves alive, eight bits an element.</summary>
    public ulong Leaves { get; init; }

    /// <summary>Environment: the elements that came from the reserve, one bit each.</summary>
    public uint Tagged { get; init; }

    public int CurrNr => Elements.Length;

    public bool AnyWaits => First >= 0;

    /// <summary>The place of the first waiter that still waits; -1: nobody does.</summary>
    public int First
    {
        get
        {
            for (int w = 0; w < Waiters.Length; w++)
            {
                if (Waiters[w].Waits) return w;
            }

            return -1;
        }
    }

    public int Alive
    {
        get
        {
            int alive = 0;
            for (ulong left = Leaves; left != 0; left >>= LeafBits) alive += (left & 0xFF) != 0 ? 1 : 0;
            return alive;
        }
    }

    /// <summary>As it is at the start: full, or not there, or, if pages back it, there and still empty.</summary>
    public static Pool Of(PoolSpec spec)
    {
        Pool pool = new() { Phase = spec.Created ? PoolPhase.Live : PoolPhase.Absent, MinNr = spec.MinNr };
        int elements = spec.Created && spec.Order is null ? spec.MinNr : 0;
        for (int e = 0; e < elements; e++)
        {
            for (int leaf = 0; leaf < spec.Leaves; leaf++) pool = pool.Build(e, leaf, tagged: false);
            pool = pool.Push(new(Pfn.None, e));
        }

        return pool;
    }

    public byte LeavesOf(int element) => (byte)(Leaves >> element * LeafBits & 0xFF);

    /// <summary>The lowest number of no element that is alive; -1: there are as many as can be.</summary>
    public int Fresh(PoolSpec spec)
    {
        for (int e = 0; e < spec.Elements; e++)
        {
            if (LeavesOf(e) == 0) return e;
        }

        return -1;
    }

    public Pool Build(int element, int leaf, bool tagged) => this with
    {
        Leaves = Leaves | 1UL << element * LeafBits + leaf,
        Tagged = tagged ? Tagged | 1u << element : Tagged,
    };

    public Pool Unbuild(int element, int leaf)
    {
        ulong left = Leaves & ~(1UL << element * LeafBits + leaf);
        bool dead = (left >> element * LeafBits & 0xFF) == 0;
        return this with { Leaves = left, Tagged = dead ? Tagged & ~(1u << element) : Tagged };
    }

    public int PlaceOf(int task)
    {
        for (int w = 0; w < Waiters.Length; w++)
        {
            if (Waiters[w].Task == task) return w;
        }

        return -1;
    }

    /// <summary>So many elements are there, and nobody who waits for them comes before this task.</summary>
    public bool CanPop(int task, int count) =>
        CurrNr >= count && (First < 0 || Waiters[First].Task == task);

    public Pool Push(Item element) => this with { Elements = Elements.Add(element) };

    public (Pool Pool, Item Popped) Pop(int count)
    {
        Item popped = Item.None;
        for (int i = 1; i <= count; i++) popped = Bundle.Union(popped, Elements[^i]);
        return (this with { Elements = Elements[..^count] }, popped);
    }

    /// <summary>As long as the first waiter can have what it needs, it is handed over.</summary>
    public Pool Serve()
    {
        Pool pool = this;
        for (int w = pool.First; w >= 0 && pool.Waiters[w].Need <= pool.CurrNr; w = pool.First)
        {
            (Pool left, Item mail) = pool.Pop(pool.Waiters[w].Need);
            pool = left.Hand(w, mail);
        }

        return pool;
    }

    /// <summary>The waiter gets it, whatever else is parked.</summary>
    public Pool Hand(int place, Item mail) =>
        With(place, Waiters[place] with { State = Waiting.Served, Mail = mail });

    /// <summary>The first waiter tries again from the first level, keeping its place.</summary>
    public Pool Nudge()
    {
        int first = First;
        if (first < 0) return this;
        bool sleeps = Waiters[first].State == Waiting.Asleep;
        return With(first, Waiters[first] with { State = sleeps ? Waiting.Trying : Waiting.Again });
    }

    public Pool With(int place, Waiter waiter) => this with { Waiters = Waiters.SetItem(place, waiter) };

    public Pool Enqueue(Waiter waiter) => this with { Waiters = Waiters.Add(waiter) };

    /// <summary>A waiter leaves; those behind it may have what it did not take.</summary>
    public Pool Leave(int place) => (this with { Waiters = Waiters.RemoveAt(place) }).Serve();

    public Pool Granted(Item item)
    {
        Item[] all = [.. Out, .. Bundle.Elements(item)];
        Array.Sort(all, (a, b) => (a.Pfn.Value, a.Index).CompareTo((b.Pfn.Value, b.Index)));
        return this with { Out = [.. all] };
    }

    public Pool Returned(Item element) => this with { Out = Out.Remove(element) };

    /// <param name="number">Which pool this is.</param>
    public void Write(Encoder to, int number)
    {
        to.Number((int)Phase);
        to.Number(MinNr);
        to.Number(Elements.Length);
        foreach (Item element in Elements) to.Item(element);
        to.Number(Waiters.Length);
        foreach (Waiter waiter in Waiters) waiter.Write(to);
        to.Number(Leaves);
        to.Number(Tagged);
        to.Number(Out.Length);
        foreach (Item element in Out)
        {
            if (element.Pfn.IsNone) to.Number(element.Index);
            else to.Mark(element.Pfn.Value, OutMark + (uint)number);
        }
    }

    public bool Equals(Pool? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || ((Phase, MinNr, Leaves, Tagged) == (other.Phase, other.MinNr, other.Leaves, other.Tagged)
                && Elements.AsSpan().SequenceEqual(other.Elements.AsSpan())
                && Waiters.AsSpan().SequenceEqual(other.Waiters.AsSpan())
                && Out.AsSpan().SequenceEqual(other.Out.AsSpan())));

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add((Phase, MinNr, Leaves, Tagged));
        foreach (Item element in Elements) hash.Add(element);
        foreach (Waiter waiter in Waiters) hash.Add(waiter);
        foreach (Item element in Out) hash.Add(element);
        return hash.ToHashCode();
    }

    public override string ToString() =>
        $"{(Phase == PoolPhase.Live ? "" : $"{Phase} ")}min {MinNr}, parked [{string.Join(' ', Elements)}],"
        + $" out {{{string.Join(' ', Out)}}}, queue [{string.Join(", ", Waiters)}]"
        + (Tagged == 0 ? "" : $", tagged {Tagged:b}");
}
