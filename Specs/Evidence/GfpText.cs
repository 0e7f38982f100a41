using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// What a trace's <c>gfp_flags=</c> says of zone and mobility. The kernel prints compound names first (GFP_KERNEL), then the
/// bits that are left; a name stands for its bits, so names only ever add.
/// </summary>
/// <param name="Known">The text is there, and no compound name in it is unknown.</param>
/// <param name="Highest">gfp_zone: the highest zone the request may use.</param>
/// <param name="Migratetype">gfp_migratetype: 0 unmovable, 1 movable, 2 reclaimable.</param>
/// <param name="Compound">__GFP_COMP.</param>
/// <param name="PlainUser">GFP_HIGHUSER_MOVABLE that neither asks for one node nor is held to a dirty limit.</param>
internal readonly record struct GfpText(bool Known, ZoneKind Highest, int Migratetype, bool Compound, bool PlainUser)
{
    [Flags]
    private enum Bits
    {
        None = 0,
        Dma = 1,
        Dma32 = 2,
        HighMem = 4,
        Movable = 8,
        Reclaimable = 16,
        Compound = 32,
        UserMovable = 64,

        /// <summary>Flags that change the choice of zone in ways the event does not show.</summary>
        Steered = 128,
        Unknown = 256,
    }

    public bool Movable => Migratetype == 1;

    public static GfpText Parse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return default;
        Bits bits = Bits.None;
        foreach (Range range in text.Split((byte)'|')) bits |= Name(text[range]);
        if ((bits & Bits.Unknown) != 0) return default;
        int mobility = (bits & Bits.Movable) != 0 ? 1 : (bits & Bits.Reclaimable) != 0 ? 2 : 0;
        bool plain = (bits & (Bits.UserMovable | Bits.Steered)) == Bits.UserMovable;
        return new(true, Zone(bits), mobility, (bits & Bits.Compound) != 0, plain);
    }

    private static ZoneKind Zone(Bits bits) =>
        (bits & Bits.Dma) != 0 ? ZoneKind.Dma :
        (bits & Bits.Dma32) != 0 ? ZoneKind.Dma32 :
        (bits & (Bits.HighMem | Bits.Movable)) == (Bits.HighMem | Bits.Movable) ? ZoneKind.Movable :
        (bits & Bits.HighMem) != 0 ? ZoneKind.HighMem : ZoneKind.Normal;

    private static Bits Name(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("__GFP_"u8)) return Bit(name[6..]);
        if (name.StartsWith("GFP_"u8)) return Compounds(name[4..]);

        // Bits without a name are printed as one number; nothing that decides a zone lacks a name.
        return name.SequenceEqual("none"u8) || name.StartsWith("0x"u8) ? Bits.None : Bits.Unknown;
    }

    private static Bits Bit(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("DMA"u8) ? Bits.Dma :
        name.SequenceEqual("DMA32"u8) ? Bits.Dma32 :
        name.SequenceEqual("HIGHMEM"u8) ? Bits.HighMem :
        name.SequenceEqual("MOVABLE"u8) ? Bits.Movable :
        name.SequenceEqual("RECLAIMABLE"u8) ? Bits.Reclaimable :
        name.SequenceEqual("COMP"u8) ? Bits.Compound :
        name.SequenceEqual("THISNODE"u8) || name.SequenceEqual("WRITE"u8) ? Bits.Steered : Bits.None;

    private static Bits Compounds(ReadOnlySpan<byte> name)
    {
        const Bits user = Bits.HighMem | Bits.Movable;
        if (name.SequenceEqual("HIGHUSER_MOVABLE"u8)) return user | Bits.UserMovable;
        if (name.StartsWith("TRANSHUGE"u8)) return user | Bits.Compound;
        if (name.SequenceEqual("HIGHUSER"u8)) return Bits.HighMem;
        if (name.SequenceEqual("DMA"u8)) return Bits.Dma;
        if (name.SequenceEqual("DMA32"u8)) return Bits.Dma32;
        bool plain = name.StartsWith("KERNEL"u8) || name.StartsWith("NO"u8) || name.SequenceEqual("USER"u8)
            || name.SequenceEqual("ATOMIC"u8);
        return plain ? Bits.None : Bits.Unknown;
    }
}
