using System.Numerics;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Search;

/// <summary>
/// States that differ by names of frames only get one fingerprint (semantics, decision 16). What may be renamed: the
/// two halves of an aligned block that lies wholly in one zone change places, and so do the halves of its halves.
/// Nothing is sorted and no renamed state is built: a block's fingerprint is that of its halves side by side, in no
/// order, and a frame's is what was said of it and where it stands. Blocks that no swap connects come in order.
/// </summary>
public class Fingerprinter(Topology topology)
{
    private readonly Encoder encoder = new();
    private readonly Fingerprint[] frames = new Fingerprint[topology.Frames];

    public Fingerprint Of(SceneState state)
    {
        encoder.Clear();
        state.Write(encoder);
        Array.Fill(frames, Fingerprint.Seed);
        foreach ((uint pfn, uint value) in encoder.Marks) frames[pfn] = frames[pfn].Then(value);
        foreach ((int place, uint pfn) in encoder.Frames) frames[pfn] = frames[pfn].Then(1UL << 32 | (uint)place);
        Fingerprint all = OfItems(encoder.Items);
        foreach (ZoneSpec zone in topology.Zones) all = OfZone(all, zone, frames);
        return all;
    }

    /// <summary>Folds a zone's frames to its largest blocks, then takes these in order.</summary>
    internal virtual Fingerprint OfZone(Fingerprint before, ZoneSpec zone, Fingerprint[] frames)
    {
        Fingerprint all = before;
        for (uint at = zone.Start; at < zone.End;)
        {
            int order = Math.Min(BitOperations.Log2(zone.End - at), Order.Max);
            if (at != 0) order = Math.Min(order, BitOperations.TrailingZeroCount(at));
            all = all.Then(OfBlock(frames.AsSpan((int)at, 1 << order)));
            at += 1u << order;
        }

        return all;
    }

    private static Fingerprint OfBlock(Span<Fingerprint> block)
    {
        for (int half = 1; half < block.Length; half *= 2)
        {
            for (int at = 0; at < block.Length; at += 2 * half) block[at] = block[at].Beside(block[at + half]);
        }

        return block[0];
    }

    /// <summary>Two numbers at a time; how many there are is the last.</summary>
    private static Fingerprint OfItems(ReadOnlySpan<uint> items)
    {
        Fingerprint all = Fingerprint.Seed;
        int at = 0;
        for (; at + 1 < items.Length; at += 2) all = all.Then((ulong)items[at] << 32 | items[at + 1]);
        if (at < items.Length) all = all.Then(items[at]);
        return all.Then((ulong)items.Length);
    }
}
