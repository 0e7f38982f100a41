using System.Numerics;

namespace Plimsoll.Model.State;

/// <summary>Where a slab is: exactly one of these (semantics C.1).</summary>
public enum SlabPlace : byte
{
    /// <summary>Frozen as the slab of CPU <see cref="Slab.Number"/>, on no list.</summary>
    Cpu,

    /// <summary>On the partial list of node <see cref="Slab.Number"/>.</summary>
    Partial,

    /// <summary>Every object is out; on no list.</summary>
    Full,

    /// <summary>Every object is back; its pages are on their way to the page allocator.</summary>
    Empty,
}

/// <summary>
/// One slab (semantics C.1). The allocator knows which of its objects are available, and which of these were loaded on
/// its CPU's freelist; the rest of them lie on the slab's own freelist. Who holds which object is a ghost: no step
/// reads it, the laws compare it with the lists. Each method is the effect of one labelled step on this slab.
/// </summary>
public readonly record struct Slab
{
    private Slab(uint pfn, int cache, int order, int objects, bool tagged)
    {
        (Pfn, Cache, Order, Objects, Tagged) = (pfn, cache, order, objects, tagged);
        Available = All;
    }

    /// <summary>Its first frame, which is its name.</summary>
    public uint Pfn { get; }

    public int Cache { get; }

    public int Order { get; }

    public int Objects { get; }

    /// <summary>Made of a page from the reserve (semantics Part 0.3).</summary>
    public bool Tagged { get; internal init; }

    public SlabPlace Place { get; private init; }

    /// <summary>The CPU or the node of its place, or who has taken an empty slab; 0 where there is none.</summary>
    public int Number { get; private init; }

    /// <summary>Objects on a freelist, one bit each.</summary>
    public uint Available { get; internal init; }

    /// <summary>Of these, objects on the CPU's freelist.</summary>
    public uint OnCpu => Place == SlabPlace.Cpu ? Loaded & Available : 0;

    /// <summary>Of these, objects on the slab's own freelist.</summary>
    public uint OnSlab => Available & ~OnCpu;

    /// <summary>Ghost: objects that somebody holds.</summary>
    public uint Held { get; private init; }

    /// <summary>Ghost: of these, objects that an entitled request was given.</summary>
    public uint Entitled { get; private init; }

    public uint All => (1u << Objects) - 1;

    private uint Loaded { get; init; }

    public static Slab Fresh(uint pfn, int cache, int order, int objects, bool tagged) =>
        new(pfn, cache, order, objects, tagged);

    /// <summary>Frozen for a CPU; its objects are still on its own freelist.</summary>
    public Slab FrozenOn(int cpu) => this with { Place = SlabPlace.Cpu, Number = cpu, Loaded = 0 };

    public Slab OnListOf(int node) => this with { Place = SlabPlace.Partial, Number = node };

    /// <summary>Where an unfrozen slab belongs by what it has.</summary>
    /// <param name="keep">It stays on the list though it is empty.</param>
    public Slab Settled(int node, bool keep)
    {
        if (Available == 0) return this with { Place = SlabPlace.Full, Number = 0 };
        return Available == All && !keep ? Emptied() : OnListOf(node);
    }

    /// <param name="taker">One more than the task that took it from its list; 0: its discard is under way.</param>
    public Slab Emptied(int taker = 0) => this with { Place = SlabPlace.Empty, Number = taker };

    /// <summary>The slab's own freelist becomes the CPU's.</summary>
    public Slab Load() => this with { Loaded = Available };

    /// <summary>CPU's freelist -> caller.</summary>
    public Slab Pop(int index, bool entitled) => Out(OnCpu, index, entitled);

    /// <summary>Slab's freelist -> caller.</summary>
    public Slab Take(int index, bool entitled) => Out(OnSlab, index, entitled);

    /// <summary>Caller -> CPU's freelist.</summary>
    public Slab Push(int index)
    {
        Slab back = Return(index);
        return back with { Loaded = (Loaded & Available) | (1u << index) };
    }

    /// <summary>Caller -> slab's freelist.</summary>
    public Slab Return(int index)
    {
        uint bit = Bit(index);
        return this with
        {
            Available = Available | bit,
            Loaded = Loaded & ~bit,
            Held = Held & ~bit,
            Entitled = Entitled & ~bit,
        };
    }

    public bool IsHeld(int index) => (uint)index < (uint)Objects && (Held >> index & 1) != 0;

    /// <summary>Everything about the slab, as marks of its first frame.</summary>
    public void Write(Encoder to)
    {
        uint where = ((uint)Place << 8) | (uint)Number;
        to.Mark(Pfn, (32u << 24) | ((uint)Cache << 18) | ((uint)Order << 14) | (Tagged ? 1u << 13 : 0) | where);
        to.Mark(Pfn, (Available << CacheSpec.MaxObjects) | OnCpu);
        to.Mark(Pfn, (Held << CacheSpec.MaxObjects) | Entitled);
    }

    public bool Equals(Slab other) =>
        (Pfn, Cache, Order, Tagged, Place, Number) ==
            (other.Pfn, other.Cache, other.Order, other.Tagged, other.Place, other.Number)
        && (Available, OnCpu, Held, Entitled) == (other.Available, other.OnCpu, other.Held, other.Entitled);

    public override int GetHashCode() => HashCode.Combine(Pfn, Place, Number, Tagged, Available, OnCpu, Held, Entitled);

    /// <summary>
    /// Such as <c>4.0! partial@1 oHf</c>: frame and cache, tag, place; each object on the CPU's freelist (c), on the
    /// slab's (f), held (o), held by an entitled request (O), nowhere (?).
    /// </summary>
    public override string ToString()
    {
        Slab slab = this;
        string place = Place switch
        {
            SlabPlace.Cpu => $"cpu{Number}",
            SlabPlace.Partial => $"partial@{Number}",
            SlabPlace.Full => "full",
            _ => "empty",
        };
        string objects = string.Concat(Enumerable.Range(0, Objects).Select(slab.Letter));
        return $"{Pfn}.{Cache}{(Tagged ? "!" : "")} {place} {objects}";
    }

    private string Letter(int index)
    {
        uint bit = 1u << index;
        string list = (OnCpu & bit) != 0 ? "c" : (OnSlab & bit) != 0 ? "f" : "";
        string held = (Entitled & bit) != 0 ? "O" : (Held & bit) != 0 ? "o" : "";
        return list + held is "" ? "?" : list + held;
    }

    /// <summary>A pop that leaves what followed the object at some look, whatever follows it now (G44).</summary>
    internal Slab PopStale(int index, uint rest, bool entitled) =>
        Pop(index, entitled) with { Available = OnSlab | rest, Loaded = rest };

    private Slab Out(uint list, int index, bool entitled)
    {
        uint bit = Bit(index);
        if ((list & bit) == 0) throw new InvalidOperationException($"object {index} is not on that list of {this}");
        return this with
        {
            Available = Available & ~bit,
            Loaded = Loaded & ~bit,
            Held = Held | bit,
            Entitled = entitled ? Entitled | bit : Entitled & ~bit,
        };
    }

    private uint Bit(int index) =>
        (uint)index < (uint)Objects
            ? 1u << index
            : throw new InvalidOperationException($"{this} has no object {index}");
}

/// <summary>Sets of objects, as bits.</summary>
public static class ObjectSet
{
    public static IEnumerable<int> Of(uint bits)
    {
        for (; bits != 0; bits &= bits - 1) yield return BitOperations.TrailingZeroCount(bits);
    }
}
