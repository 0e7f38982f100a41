using System.Runtime.CompilerServices;

namespace Plimsoll.Pages;

/// <summary>Addresses of the cells of one zone. Everything but <see cref="Lock"/> is written under it.</summary>
/// <param name="Base">The first cell; a zone's cells start a cache line.</param>
public readonly record struct ZoneCells(nuint Base)
{
    public const int Words = 32;

    public nuint Lock => Base;

    /// <summary>
    /// NR_FREE: pages on the buddy lists. CPUs read it without the lock to decide on a hit, so it is stored, not
    /// written.
    /// </summary>
    public nuint NrFree => Cell.At(Base, 1);

    /// <summary>The marks; read without the lock as NrFree is.</summary>
    public nuint Min => Cell.At(Base, 2);

    public nuint Low => Cell.At(Base, 3);

    public nuint High => Cell.At(Base, 4);

    public nuint Emerg => Cell.At(Base, 5);

    /// <summary>Pages of this zone that callers hold tagged.</summary>
    public nuint Tagged => Cell.At(Base, 6);

    /// <summary>Bit o: the list of order o has a block.</summary>
    public nuint NonEmpty => Cell.At(Base, 7);

    /// <summary>The first block of order o, or <see cref="Cell.NoFrame"/>.</summary>
    public nuint Head(int order) => Cell.At(Cell.At(Base, 8), order);

    /// <summary>nr_free[o].</summary>
    public nuint Count(int order) => Cell.At(Cell.At(Base, 19), order);
}

/// <summary>
/// Addresses of the cells of one CPU's list of one zone: a ring of frames, oldest at <see cref="First"/>. Everything
/// but <see cref="Lock"/> is protected by it; the lock of the list comes before the lock of its zone.
/// </summary>
public readonly record struct ListCells(nuint Base)
{
    public const int HeaderWords = 4;

    public nuint Lock => Base;

    /// <summary>1 while the CPU is online; a closed list takes no page.</summary>
    public nuint Open => Cell.At(Base, 1);

    public nuint First => Cell.At(Base, 2);

    public nuint Count => Cell.At(Base, 3);

    public nuint Slot(uint index) => unchecked(Base + (HeaderWords * Cell.Bytes) + ((nuint)index * Cell.Bytes));
}

/// <summary>
/// Addresses of a frame's descriptor: four words, so that none straddles two cache lines. <see cref="Free"/> and the
/// links belong to the zone's lock; <see cref="Owner"/> belongs to whoever holds the block, and is what makes a double
/// free visible even when two CPUs race to commit it: only one of them can swap it to zero.
/// </summary>
public readonly record struct PageCells(nuint Base)
{
    public const int Words = 4;

    /// <summary>Order + 1 if the frame heads a free block, else 0.</summary>
    public nuint Free => Base;

    /// <summary>
    /// What <see cref="Pages.Owner"/> makes of order, tag and zone if the frame heads a block that a caller holds, else
    /// 0.
    /// </summary>
    public nuint Owner => Cell.At(Base, 1);

    public nuint Next => Cell.At(Base, 2);

    public nuint Prev => Cell.At(Base, 3);
}

/// <summary>
/// The word in <see cref="PageCells.Owner"/>. It remembers the zone, so that a free, which reads the word anyway, need
/// not search for it.
/// </summary>
public static class Owner
{
    private const uint Held = 0x8000_0000;
    private const uint TagBit = 0x100;
    private const int ZoneShift = 16;

    public static uint Of(int order, bool tagged, int zone) =>
        unchecked(Held | ((uint)zone << ZoneShift) | (uint)order | (tagged ? TagBit : 0));

    public static bool IsHeld(uint word) => (word & Held) != 0;

    public static int Order(uint word) => (int)(word & 0xFF);

    public static bool Tagged(uint word) => (word & TagBit) != 0;

    public static int Zone(uint word) => unchecked((int)((word & ~Held) >> ZoneShift));
}

/// <summary>Cells are 32-bit words.</summary>
public static class Cell
{
    public const int Bytes = 4;

    /// <summary>No frame: the end of a list, an empty answer.</summary>
    public const uint NoFrame = uint.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint At(nuint address, int word) => unchecked(address + ((nuint)(uint)word * Bytes));
}
