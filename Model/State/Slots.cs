using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>
/// What the names of a scenario stand for: slot s holds a block's first frame, or nothing. Compared by value.
/// </summary>
public readonly struct Slots : IEquatable<Slots>
{
    private readonly ImmutableArray<Pfn> pages;

    private Slots(ImmutableArray<Pfn> pages) => this.pages = pages;

    /// <summary>Every slot holds nothing.</summary>
    public static Slots Empty => new([]);

    public Pfn this[int slot] => !pages.IsDefault && slot >= 0 && slot < pages.Length ? pages[slot] : Pfn.None;

    public static bool operator ==(Slots left, Slots right) => left.Equals(right);

    public static bool operator !=(Slots left, Slots right) => !left.Equals(right);

    public Slots With(int slot, Pfn pfn)
    {
        Slots old = this;
        int length = Math.Max(slot + 1, pages.IsDefault ? 0 : pages.Length);
        IEnumerable<Pfn> next = Enumerable.Range(0, length).Select(s => s == slot ? pfn : old[s]);
        return new([.. next]);
    }

    /// <summary>Slots that hold a block.</summary>
    public IEnumerable<int> Live()
    {
        Slots all = this;
        return Enumerable.Range(0, pages.IsDefault ? 0 : pages.Length).Where(s => !all[s].IsNone);
    }

    public bool Equals(Slots other)
    {
        int length = Math.Max(pages.IsDefault ? 0 : pages.Length, other.pages.IsDefault ? 0 : other.pages.Length);
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
        foreach (int slot in Live()) hash ^= HashCode.Combine(slot, this[slot]);
        return hash;
    }
}
