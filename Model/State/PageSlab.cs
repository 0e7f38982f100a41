using System.Collections.Immutable;
using Plimsoll.Model.Rules;

namespace Plimsoll.Model.State;

/// <summary>
/// What a slot of a slab of order-0 pages holds (semantics F.2, Part 0.11, 0.16). USED is every state but
/// <see cref="Free"/> and <see cref="Cached"/>; who holds a page by its frame pins it.
/// </summary>
public enum SlotState : byte
{
    Free,

    /// <summary>On a CPU's list.</summary>
    Cached,

    /// <summary>Held by a caller: it cannot be reclaimed.</summary>
    Pinned,

    /// <summary>Mapped, held by nobody: it can be given up as it is; in kreclaim the callback can discard it.</summary>
    Clean,

    /// <summary>Mapped, and changed since it was last written.</summary>
    Dirty,

    /// <summary>Mapped; being written, and not changed since the write began.</summary>
    Writeback,

    /// <summary>Held by a caller who took it below the marks, from the cache it belongs to.</summary>
    Reserved,

    /// <summary>LENT: as <see cref="Reserved"/>, but of a cache that the caller's request does not belong to.</summary>
    Lent,
}

/// <summary>One page of a slab.</summary>
/// <param name="Cpu">Of <see cref="SlotState.Cached"/>: whose list it is on. Else 0.</param>
public readonly record struct PageSlot(SlotState State, byte Cpu = 0)
{
    /// <summary>A caller's, by name or by map.</summary>
    public bool IsUsed => State is not (SlotState.Free or SlotState.Cached);

    /// <summary>A caller holds it and will free it.</summary>
    public bool IsHeld => State is SlotState.Pinned || IsTagged;

    /// <summary>Taken from the reserve.</summary>
    public bool IsTagged => State is SlotState.Reserved or SlotState.Lent;

    public static PageSlot Cached(int cpu) => new(SlotState.Cached, (byte)cpu);

    public override string ToString() => State == SlotState.Cached ? $"cpu{Cpu}" : $"{State}";
}

/// <summary>
/// A slab of order-0 pages: one buddy block, taken apart into slots. Compared by value.
/// </summary>
/// <param name="Base">Its first frame.</param>
/// <param name="Isolated">A large request empties it: it gives no slot, and its free ones are no free memory.</param>
public sealed record PageSlab(uint Base, int Zone, PageCache Cache, bool Isolated, ImmutableArray<PageSlot> Slots)
{
    /// <summary>No slot is USED, LENT or CACHED.</summary>
    public bool IsEmpty
    {
        get
        {
            foreach (PageSlot slot in Slots)
            {
                if (slot.State != SlotState.Free) return false;
            }

            return true;
        }
    }

    public PageSlot this[uint pfn] => Slots[(int)(pfn - Base)];

    public bool Has(uint pfn) => pfn >= Base && pfn - Base < (uint)Slots.Length;

    public int Count(SlotState state)
    {
        int count = 0;
        foreach (PageSlot slot in Slots) count += slot.State == state ? 1 : 0;
        return count;
    }

    public PageSlab With(uint pfn, PageSlot slot) => this with { Slots = Slots.SetItem((int)(pfn - Base), slot) };

    public bool Equals(PageSlab? other) =>
        other is not null
        && (Base, Zone, Cache, Isolated) == (other.Base, other.Zone, other.Cache, other.Isolated)
        && Slots.AsSpan().SequenceEqual(other.Slots.AsSpan());

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(HashCode.Combine(Base, Zone, Cache, Isolated));
        foreach (PageSlot slot in Slots) hash.Add(slot);
        return hash.ToHashCode();
    }

    public override string ToString() =>
        $"{Base} ({Cache}{(Isolated ? ", isolated" : "")}): {string.Join(", ", Slots)}";
}
