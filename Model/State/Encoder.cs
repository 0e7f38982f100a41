using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>
/// A state written down so that renaming frames changes nothing but names. <c>Number</c> appends a plain number:
/// its place is its meaning. <see cref="Frame"/> says which frame stands at this place. <see cref="Mark"/> says what is
/// true of a frame wherever it lies. Two rules for writers: no frame is ever written as a number, and how many numbers
/// and frames are written, and in which order, never depends on frame numbers: sets of frames are marks, lists of them
/// are frames.
/// </summary>
public sealed class Encoder
{
    private uint[] items = new uint[256];
    private (uint Pfn, uint Value)[] marks = new (uint, uint)[64];
    private (int Place, uint Pfn)[] frames = new (int, uint)[64];
    private int itemCount;
    private int markCount;
    private int frameCount;

    /// <summary>Numbers in order; a frame's place holds zero, or one where there is none.</summary>
    public ReadOnlySpan<uint> Items => items.AsSpan(0, itemCount);

    /// <summary>Which frame stands at which place of <see cref="Items"/>.</summary>
    public ReadOnlySpan<(int Place, uint Pfn)> Frames => frames.AsSpan(0, frameCount);

    /// <summary>What was said of frames, in the order it was said.</summary>
    public ReadOnlySpan<(uint Pfn, uint Value)> Marks => marks.AsSpan(0, markCount);

    public void Clear() => itemCount = markCount = frameCount = 0;

    public void Number(uint value)
    {
        if (itemCount == items.Length) Array.Resize(ref items, 2 * itemCount);
        items[itemCount++] = value;
    }

    public void Number(int value) => Number(unchecked((uint)value));

    public void Number(bool value) => Number(value ? 1u : 0u);

    public void Number(ulong value)
    {
        Number(unchecked((uint)value));
        Number((uint)(value >> 32));
    }

    public void Frame(uint pfn)
    {
        bool none = pfn == uint.MaxValue;
        if (!none)
        {
            if (frameCount == frames.Length) Array.Resize(ref frames, 2 * frameCount);
            frames[frameCount++] = (itemCount, pfn);
        }

        Number(none);
    }

    public void Item(Item item)
    {
        Frame(item.Pfn.Value);
        Number(item.Index);
    }

    public void Request(Request request)
    {
        Number((uint)request.Gfp);
        Number((request.Order.Value << 16) | ((int)request.Context << 8) | request.Node.Value);
        Number(request.Allowed.Bits);
    }

    public void Mark(uint pfn, uint value)
    {
        if (markCount == marks.Length) Array.Resize(ref marks, 2 * markCount);
        marks[markCount++] = (pfn, value);
    }
}
