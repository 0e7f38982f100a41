using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>What one scan for a victim has seen so far, slab by slab, each at its own moment. By value.</summary>
public readonly struct ScanWindow(ImmutableArray<SlabSample> samples, uint slabPages) : IEquatable<ScanWindow>
{
    private readonly ImmutableArray<SlabSample> samples = samples;

    public static ScanWindow Empty => new([], 0);

    public ImmutableArray<SlabSample> Samples => samples.IsDefault ? [] : samples;

    public int Count => samples.IsDefault ? 0 : samples.Length;

    public static bool operator ==(ScanWindow left, ScanWindow right) => left.Equals(right);

    public static bool operator !=(ScanWindow left, ScanWindow right) => !left.Equals(right);

    /// <summary>One more slab is looked at. Its place in the window stands for its last scan.</summary>
    public ScanWindow With(PageSlab slab) => new(
        Samples.Add(new(
            slab.Cache,
            slab.Isolated,
            Clean: slab.Count(SlotState.Clean),
            Dirty: slab.Count(SlotState.Dirty) + slab.Count(SlotState.Writeback),
            Used: slab.Slots.Length - slab.Count(SlotState.Free) - slab.Count(SlotState.Cached),
            Pinned: slab.Count(SlotState.Pinned) + slab.Count(SlotState.Reserved) + slab.Count(SlotState.Lent),
            LastScan: Count,
            slab.Base)),
        (uint)slab.Slots.Length);

    /// <summary>What was seen is said of every frame of the slab it was seen in.</summary>
    /// <param name="task">Whose scan: each task's marks differ.</param>
    public void Write(Encoder to, int task)
    {
        to.Number(Count);
        for (int i = 0; i < Count; i++)
        {
            SlabSample seen = samples[i];
            to.Number(((int)seen.Cache << 1) | (seen.Isolated ? 1 : 0));
            to.Number((seen.Clean << 16) | seen.Dirty);
            to.Number((seen.Used << 16) | seen.Pinned);
            MarkSlab(to, seen.Base, slabPages, task, i);
        }
    }

    /// <summary>A fact about a slab, as marks of its frames that differ by task and by what they say.</summary>
    internal static void MarkSlab(Encoder to, uint first, uint pages, int task, int fact)
    {
        for (uint pfn = first; pfn < first + pages; pfn++) to.Mark(pfn, (1u << 31) | ((uint)task << 16) | (uint)fact);
    }

    public bool Equals(ScanWindow other) => Samples.AsSpan().SequenceEqual(other.Samples.AsSpan());

    public override bool Equals(object? obj) => obj is ScanWindow other && Equals(other);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (SlabSample sample in Samples) hash.Add(sample);
        return hash.ToHashCode();
    }
}
