using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>
/// What the names of a scenario stand for: slot s holds what an operation granted, or nothing. Compared by value.
/// </summary>
public readonly struct Slots : IEquatable<Slots>
{
    private readonly ImmutableArray<Item> items;

    private Slots(ImmutableArray<Item> items) => this.items = items;

    /// <summary>Every slot holds nothing.</summary>
    public static Slots Empty => new([]);

    public int Length => items.IsDefault ? 0 : items.Length;

    public Item this[int slot] => slot >= 0 && slot < Length ? items[slot] : Item.None;

    public static bool operator ==(Slots left, Slots right) => left.Equals(right);

    public static bool operator !=(Slots left, Slots right) => !left.Equals(right);

    public Slots With(int slot, Item item)
    {
        if (slot < Length) return new(items.SetItem(slot, item));
        if (item.IsNone) return this;
        Item[] longer = new Item[slot + 1];
        Array.Fill(longer, Item.None);
        for (int s = 0; s < Length; s++) longer[s] = items[s];
        longer[slot] = item;
        return new(ImmutableCollectionsMarshal.AsImmutableArray(longer));
    }

    /// <summary>Slots that hold something.</summary>
    public IEnumerable<int> Live()
    {
        Slots all = this;
        return Enumerable.Range(0, Length).Where(s => !all[s].IsNone);
    }

    public void Write(Encoder to)
    {
        int live = Length;
        while (live > 0 && this[live - 1].IsNone) live--;
        to.Number(live);
        for (int s = 0; s < live; s++) to.Item(this[s]);
    }

    public bool Equals(Slots other)
    {
        int length = Math.Max(Length, other.Length);
        for (int s = 0; s < length; s++)
        {
            if (this[s] != other[s]) return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is Slots other && Equals(other);

    public override int GetHashCode()
    {
        int hash = 0;
        for (int s = 0; s < Length; s++)
        {
            if (!this[s].IsNone) hash ^= HashCode.Combine(s, this[s]);
        }

        return hash;
    }
}
