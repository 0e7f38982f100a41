namespace Plimsoll.Specs.Evidence;

/// <summary>K5 and K6: what one event says by itself, against the machine's zones.</summary>
internal sealed class BlockLaws(Findings findings, Machine? machine)
{
    private const ulong FixedBase = 0xffffea0000000000;
    private const ulong PageStructBytes = 64;

    /// <summary>The most frames x86-64 can address: 52 bits of bytes.</summary>
    private const ulong MostFrames = 1UL << 40;
    private ulong? pageBase;

    /// <summary>Where each event put the base, until two agree.</summary>
    private readonly List<(long Line, ulong Base)> unsettled = [];

    /// <summary>A failed allocation names no page (E4). With a page that is not null, or a frame that is not 0, it is none.</summary>
    public static bool IsFailure(TraceEvent e) =>
        e is { Kind: EventKind.Alloc, Pfn: 0, Pointer: not PointerForm.Plain };

    /// <summary>Checks the block; false if it cannot be tracked.</summary>
    public bool Check(TraceEvent e, ReadOnlySpan<byte> line)
    {
        findings.Check(Law.K5);
        string? wrong = Misplaced(e);
        if (wrong is not null) findings.Violate(Law.K5, e.Line, LineReader.Text(line), wrong);
        else if (e.Pointer == PointerForm.Hidden) findings.Excuse(Law.K5, Excuse.E16);
        if (e.Kind == EventKind.Alloc) Request(e, line);
        return wrong is null;
    }

    private string? Misplaced(TraceEvent e)
    {
        if (e.Pfn >= MostFrames) return $"pfn 0x{e.Pfn:x} is beyond any machine";
        if ((e.Pfn & (e.Pages - 1)) != 0) return $"pfn 0x{e.Pfn:x} is not aligned to order {e.Order}";
        if (machine is not null && machine.ZoneOf(e.Pfn, e.Pages) is null)
        {
            return machine.ZoneOf(e.Pfn, 1) is { } zone
                ? $"the block crosses the border of {zone}, which ends at 0x{zone.End:x}"
                : $"pfn 0x{e.Pfn:x} lies in no zone";
        }

        return WrongPointer(e);
    }

    private string? WrongPointer(TraceEvent e)
    {
        if (e.Pointer == PointerForm.Hidden) return null;
        if (e.Pointer == PointerForm.Null) return $"page is null, but pfn is 0x{e.Pfn:x}";
        ulong found = unchecked(e.Page - e.Pfn * PageStructBytes);

        if (pageBase is null && !Settle(e.Line, found)) return null;
        if (found == pageBase) return null;
        return $"page is 0x{e.Page:x}; pfn 0x{e.Pfn:x} has page 0x{unchecked(pageBase!.Value + e.Pfn * PageStructBytes):x}";
    }

    /// <summary>With KASLR the array of page structs starts elsewhere: two events that agree tell where.</summary>
    private bool Settle(long line, ulong found)
    {
        if (found != FixedBase && !unsettled.Exists(u => u.Base == found))
        {
            unsettled.Add((line, found));
            return false;
        }

        pageBase = found;
        foreach ((long odd, ulong _) in unsettled.Where(u => u.Base != found))
        {
            findings.Violate(Law.K5, odd, null, "page is not that of pfn: the events after it agree on another base");
        }

        return true;
    }

    private void Request(TraceEvent e, ReadOnlySpan<byte> line)
    {
        if (!e.Gfp.Known)
        {
            findings.Excuse(Law.K6, Excuse.E16);
            return;
        }

        findings.Check(Law.K6);
        MachineZone? zone = machine?.ZoneOf(e.Pfn, e.Pages);
        if (e.Migratetype != e.Gfp.Migratetype)
        {
            string why = $"migratetype is {e.Migratetype}; these gfp flags ask for {e.Gfp.Migratetype}";
            findings.Violate(Law.K6, e.Line, LineReader.Text(line), why);
        }
        else if (zone is not null && zone.Kind > e.Gfp.Highest)
        {
            string why = $"the page lies in {zone}; these gfp flags reach no higher than {e.Gfp.Highest}";
            findings.Violate(Law.K6, e.Line, LineReader.Text(line), why);
        }
    }
}
