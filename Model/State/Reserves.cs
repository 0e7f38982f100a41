using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>
/// The reserve tree (semantics E.1, Part 0.6): reserve 0 is its root; each other one hangs below its parent or below
/// nothing. Each method is the effect of one labelled step. By value.
/// </summary>
public sealed class Reserves : IEquatable<Reserves>
{
    private const uint MarkOfCharge = 96u << 24;

    private Reserves(ImmutableArray<Reserve> nodes, ImmutableArray<LiveCharge> charges, int holder) =>
        (Nodes, Charges, Holder) = (nodes, charges, holder);

    public static Reserves None { get; } = new([], [], -1);

    public ImmutableArray<Reserve> Nodes { get; }

    /// <summary>
    /// What was charged and is not uncharged, in order of items: a ghost that only laws and frees read.
    /// </summary>
    public ImmutableArray<LiveCharge> Charges { get; }

    /// <summary>The task that holds tree_mutex, or -1.</summary>
    public int Holder { get; }

    /// <summary>Every reserve of the machine disconnected and without demand.</summary>
    public static Reserves Of(Machine machine) =>
        machine.Reserves.IsEmpty ? None : new([.. machine.Reserves.Select(_ => Reserve.Fresh)], [], -1);

    /// <summary>The reserve and those above it, bottom up; a cycle is followed once at most.</summary>
    public IEnumerable<int> Path(int reserve)
    {
        for (int steps = 0; reserve >= 0 && steps < Nodes.Length; steps++)
        {
            yield return reserve;
            reserve = Nodes[reserve].Parent;
        }
    }

    /// <summary>The root backs it: every link up to reserve 0 is in force.</summary>
    public bool IsConnected(int reserve)
    {
        int at = reserve;
        for (int steps = 0; at > 0 && Nodes[at].Backed && steps < Nodes.Length; steps++) at = Nodes[at].Parent;
        return at == 0;
    }

    public Reserves Locked(int task) => new(Nodes, Charges, task);

    /// <summary>The demand's units change, and the pages of all above it.</summary>
    public Reserves WithDemand(int reserve, int units, int morePages) =>
        WithNode(reserve, Nodes[reserve] with { Units = units }).WithPages(reserve, morePages);

    /// <summary>Links the reserve; its pages count above it, its limit does not yet.</summary>
    public Reserves Linked(int reserve, int parent) =>
        WithPages(parent, Nodes[reserve].Pages).WithNode(reserve, Nodes[reserve] with { Parent = parent });

    /// <summary>Its pages no longer count above it.</summary>
    /// <param name="keepsParent">The link itself is forgotten to be cut.</param>
    public Reserves Unlinked(int reserve, bool keepsParent = false)
    {
        Reserve node = Nodes[reserve];
        Reserves without = WithPages(node.Parent, -node.Pages);
        return keepsParent ? without : without.WithNode(reserve, node with { Parent = -1 });
    }

    /// <summary>The link comes into force: the reserve's limit counts above it.</summary>
    public Reserves WithBacking(int reserve)
    {
        Reserves above = Nodes[reserve].Parent >= 0 ? WithLimit(Nodes[reserve].Parent, Nodes[reserve].Limit) : this;
        return above.WithNode(reserve, above.Nodes[reserve] with { Backed = true });
    }

    /// <summary>The link goes out of force, and who waits below it is told.</summary>
    public Reserves WithoutBacking(int reserve)
    {
        Reserves above = WithLimit(Nodes[reserve].Parent, -Nodes[reserve].Limit);
        Reserves cut = above.WithNode(reserve, above.Nodes[reserve] with { Backed = false });
        ImmutableArray<Reserve>.Builder nodes = cut.Nodes.ToBuilder();
        for (int r = 0; r < nodes.Count; r++)
        {
            if (!cut.IsConnected(r)) nodes[r] = nodes[r] with { Queue = nodes[r].Queue.AllWoken() };
        }

        return new(nodes.MoveToImmutable(), Charges, Holder);
    }

    /// <summary>The limits of the reserve and of all that back it, bytes more or less.</summary>
    public Reserves WithLimit(int reserve, int more) =>
        Along(reserve, node => node with { Limit = node.Limit + more });

    /// <summary>The usage of the reserve and of all that back it, bytes more or less.</summary>
    public Reserves WithUsage(int reserve, int more) =>
        Along(reserve, node => node with { Usage = Math.Max(0, node.Usage + more) });

    public Reserves WithQueue(int reserve, WaitQueue queue) =>
        WithNode(reserve, Nodes[reserve] with { Queue = queue });

    public Reserves WithCharge(LiveCharge charge)
    {
        int at = 0;
        while (at < Charges.Length && Charges[at].Before(charge.Item)) at++;
        return new(Nodes, Charges.Insert(at, charge), Holder);
    }

    public LiveCharge? ChargeOf(Item item)
    {
        foreach (LiveCharge charge in Charges)
        {
            if (charge.Item == item) return charge;
        }

        return null;
    }

    public Reserves WithoutCharge(LiveCharge charge) => new(Nodes, Charges.Remove(charge), Holder);

    public void Write(Encoder to)
    {
        to.Number(Nodes.Length);
        to.Number(Holder);
        foreach (Reserve node in Nodes) node.Write(to);
        int loose = 0;
        foreach (LiveCharge charge in Charges)
        {
            if (charge.Item.Pfn.IsNone) loose++;
            else to.Mark(charge.Item.Pfn.Value, MarkOfCharge + charge.Code);
        }

        to.Number(loose);
        foreach (LiveCharge charge in Charges)
        {
            if (charge.Item.Pfn.IsNone) to.Number(charge.Code);
        }
    }

    public bool Equals(Reserves? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Holder == other.Holder
                && Nodes.AsSpan().SequenceEqual(other.Nodes.AsSpan())
                && Charges.AsSpan().SequenceEqual(other.Charges.AsSpan())));

    public override bool Equals(object? obj) => Equals(obj as Reserves);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Holder);
        foreach (Reserve node in Nodes) hash.Add(node);
        foreach (LiveCharge charge in Charges) hash.Add(charge);
        return hash.ToHashCode();
    }

    /// <summary>One line a reserve: <c>reserve 1: below 0, 1 units, 1 pages, 0 of 4096 bytes</c>.</summary>
    public override string ToString()
    {
        IEnumerable<string> lines = Nodes.Select((node, r) => $"reserve {r}: {node}");
        string holder = Holder < 0 ? "nobody" : $"task {Holder}";
        return string.Join('\n', lines.Append($"tree_mutex: {holder}; charged:{string.Concat(Charges)}"));
    }

    private Reserves WithNode(int reserve, Reserve node) => new(Nodes.SetItem(reserve, node), Charges, Holder);

    private Reserves WithPages(int reserve, int more)
    {
        Reserves changed = this;
        foreach (int r in Path(reserve))
        {
            changed = changed.WithNode(r, changed.Nodes[r] with { Pages = changed.Nodes[r].Pages + more });
        }

        return changed;
    }

    /// <summary>The same change to the reserve and to each that backs it.</summary>
    private Reserves Along(int reserve, Func<Reserve, Reserve> change)
    {
        Reserves changed = this;
        for (int steps = 0; reserve >= 0 && steps < Nodes.Length; steps++)
        {
            changed = changed.WithNode(reserve, change(changed.Nodes[reserve]));
            reserve = Nodes[reserve].Backed ? Nodes[reserve].Parent : -1;
        }

        return changed;
    }
}

/// <summary>One reserve. Pages, limit and usage are those of its whole subtree.</summary>
/// <param name="Parent">The reserve it hangs below, or -1.</param>
/// <param name="Backed">The link to its parent is in force: it was backed with pages.</param>
/// <param name="Units">Its own demand, in units of its kind.</param>
/// <param name="Pages">What the demands of the subtree declare.</param>
/// <param name="Limit">Bytes that may be charged in the subtree.</param>
/// <param name="Usage">Bytes charged in the subtree.</param>
public readonly record struct Reserve(
    int Parent, bool Backed, int Units, int Pages, int Limit, int Usage, WaitQueue Queue)
{
    public static Reserve Fresh => new(-1, false, 0, 0, 0, 0, WaitQueue.Empty);

    public void Write(Encoder to)
    {
        to.Number(2 * Parent + (Backed ? 1 : 0));
        to.Number(Units);
        to.Number(Pages);
        to.Number(Limit);
        to.Number(Usage);
        Queue.Write(to);
    }

    public override string ToString() =>
        (Parent < 0 ? "" : $"below {Parent}{(Backed ? "" : ", not backed")}, ")
        + $"{Units} units, {Pages} pages, {Usage} of {Limit} bytes{Queue}";
}

/// <summary>Bytes charged to a reserve for an item.</summary>
/// <param name="Units">What was asked for, in units of the reserve's kind.</param>
/// <param name="Bytes">What was charged.</param>
public readonly record struct LiveCharge(Item Item, int Reserve, int Units, int Bytes)
{
    /// <summary>Everything but the frame, in one number.</summary>
    public uint Code => ((uint)Item.Index << 20) | ((uint)Reserve << 16) | (uint)Bytes;

    public override string ToString() => $" {Item} to {Reserve} ({Bytes} bytes)";

    internal bool Before(Item item) => (Item.Pfn.Value, Item.Index).CompareTo((item.Pfn.Value, item.Index)) < 0;
}

/// <summary>Who waits for a charge: first come, first served. By value.</summary>
public readonly struct WaitQueue(ImmutableArray<ReserveWaiter> waiters) : IEquatable<WaitQueue>
{
    public static WaitQueue Empty => new([]);

    public ImmutableArray<ReserveWaiter> Waiters { get; } = waiters;

    public bool IsEmpty => Waiters.IsEmpty;

    public static bool operator ==(WaitQueue left, WaitQueue right) => left.Equals(right);

    public static bool operator !=(WaitQueue left, WaitQueue right) => !left.Equals(right);

    /// <summary>The place of a task in the queue, or -1.</summary>
    public int PlaceOf(int task)
    {
        for (int place = 0; place < Waiters.Length; place++)
        {
            if (Waiters[place].Task == task) return place;
        }

        return -1;
    }

    public WaitQueue With(ReserveWaiter waiter) => new(Waiters.Add(waiter));

    public WaitQueue Without(int place) => new(Waiters.RemoveAt(place));

    public WaitQueue Woken(int place, bool woken) => new(Waiters.SetItem(place, Waiters[place] with { Woken = woken }));

    public WaitQueue AllWoken() => new([.. Waiters.Select(w => w with { Woken = true })]);

    public void Write(Encoder to)
    {
        to.Number(Waiters.Length);
        foreach (ReserveWaiter waiter in Waiters)
        {
            to.Number(2 * waiter.Task + (waiter.Woken ? 1 : 0));
            to.Number(waiter.Bytes);
        }
    }

    public bool Equals(WaitQueue other) => Waiters.AsSpan().SequenceEqual(other.Waiters.AsSpan());

    public override bool Equals(object? obj) => obj is WaitQueue other && Equals(other);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (ReserveWaiter waiter in Waiters) hash.Add(waiter);
        return hash.ToHashCode();
    }

    public override string ToString() => IsEmpty ? "" : "; waiting:" + string.Concat(Waiters.Select(w => $" {w}"));
}

/// <summary>A task that waits until its charge fits; woken, it will look again.</summary>
public readonly record struct ReserveWaiter(int Task, int Bytes, bool Woken)
{
    public override string ToString() => $"task {Task} for {Bytes} bytes{(Woken ? " (woken)" : "")}";
}
