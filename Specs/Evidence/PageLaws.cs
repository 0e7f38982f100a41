namespace Plimsoll.Specs.Evidence;

/// <summary>
/// K1, K2, K3, K4 and K7: the life of every page the trace names. A page not named yet is unknown and contradicts nothing; a
/// contradiction is reported once and the event then believed, so that one wrong line does not become many.
/// </summary>
internal sealed class PageLaws(Findings findings, CompactionWitness compaction)
{
    private readonly Frames frames = new();
    private readonly SplitBlocks splits = new(findings);
    private readonly RemoteDrains remote = new();
    private readonly HashSet<int> batchedCpus = [];
    private readonly HashSet<int> seenCpus = [];

    /// <summary>Set by the last event: it drained the list of another CPU.</summary>
    public bool DrainedRemotely { get; private set; }

    /// <summary>Set by the last event: pages that left buddy without an event of their own.</summary>
    public long SilentlyTaken { get; private set; }

    /// <summary>Set by the last event: pages that compaction may have handed over, unseen before in this trace.</summary>
    public long PerhapsTaken { get; private set; }

    /// <summary>Orders that have CPU lists: up to 3, and 9 for huge pages.</summary>
    public static bool HasList(int order) => order is <= 3 or 9;

    public void Apply(TraceEvent e, ReadOnlySpan<byte> line)
    {
        (DrainedRemotely, SilentlyTaken, PerhapsTaken) = (false, 0, 0);
        switch (e.Kind)
        {
            case EventKind.Alloc:
                Allocate(e, line);
                break;
            case EventKind.Free:
                Free(e, line);
                break;
            case EventKind.FreeBatched:
                Batched(e, line);
                break;
            case EventKind.ZoneLocked:
                LeaveBuddy(e, line);
                break;
            case EventKind.Drain:
                Drain(e, line);
                break;
        }

        seenCpus.Add(e.Cpu);
    }

    /// <summary>Decides what the end of the trace shows.</summary>
    public void Finish(long lastLine) => splits.Finish(lastLine);

    private void Allocate(TraceEvent e, ReadOnlySpan<byte> line)
    {
        findings.Check(Law.K1);
        if (!Live(e, Law.K1, line)) Path(e, line);
        FrameFlag flags = e.Gfp.Known ? FrameFlag.GfpKnown : FrameFlag.None;
        if (e.Gfp.Compound) flags |= FrameFlag.Compound;
        if (e.Gfp.Movable) flags |= FrameFlag.Movable;
        frames.Set(e, PageAt.Allocated, flags);
    }

    /// <summary>Whether a page of the block is allocated; says so as a breach of <paramref name="law"/>.</summary>
    private bool Live(TraceEvent e, Law law, ReadOnlySpan<byte> line)
    {
        for (ulong pfn = e.Pfn; pfn < e.Pfn + e.Pages; pfn++)
        {
            ref Frame frame = ref frames[pfn];
            if (frame.At != PageAt.Allocated) continue;
            if ((frame.Flags & FrameFlag.Split) != 0 && e.Order >= frame.Order && splits.Revoke(Head(pfn, frame), e.Line)) return true;
            string why = $"page 0x{pfn:x} is allocated since line {frame.Line} (order {frame.Order}, cpu {frame.Cpu})";
            findings.Violate(law, e.Line, LineReader.Text(line), why);
            return true;
        }

        return false;
    }

    /// <summary>K7: how the block came out of buddy.</summary>
    private void Path(TraceEvent e, ReadOnlySpan<byte> line)
    {
        Frame head = frames[e.Pfn];
        bool atStart = head.At == PageAt.Unknown && (HasList(e.Order) || !seenCpus.Contains(e.Cpu));
        if (atStart)
        {
            PerhapsTaken = e.Order > 0 && compaction.Possible ? (long)e.Pages : 0;
            return;
        }

        findings.Check(Law.K7);
        bool sameBlock = head.Order == e.Order;
        bool listed = head.At is PageAt.Refilled or PageAt.Freed && sameBlock && HasList(e.Order);
        if (listed || (head.At == PageAt.Taken && sameBlock && head.Cpu == e.Cpu)) return;

        // Compaction hands the block it was asked for straight to the caller; it is never asked for a single page.
        if (e.Order > 0 && compaction.Possible && head.At != PageAt.Taken)
        {
            findings.Excuse(Law.K7, Excuse.E2);
            SilentlyTaken = (long)e.Pages;
            return;
        }

        string seen = head.At == PageAt.Unknown ? "was not seen to leave buddy" : $"is {At(head)} since line {head.Line}";
        string right = HasList(e.Order) ? "comes through a CPU list (percpu_refill=1)" : "is taken by the same CPU just before (percpu_refill=0)";
        findings.Violate(Law.K7, e.Line, LineReader.Text(line), $"the block {seen}; order {e.Order} {right}");
    }

    private void Free(TraceEvent e, ReadOnlySpan<byte> line)
    {
        Frame head = frames[e.Pfn];
        if (head.At == PageAt.Allocated) FreeAllocated(e, head, line);
        else FreeOther(e, head, line);
        frames.Set(e, HasList(e.Order) ? PageAt.Freed : PageAt.Buddy, e.Interrupts ? FrameFlag.Interrupting : FrameFlag.None);
    }

    private void FreeAllocated(TraceEvent e, Frame head, ReadOnlySpan<byte> line)
    {
        findings.Check(Law.K4);
        ulong start = Head(e.Pfn, head);
        if (head.Order == e.Order && ((head.Flags & FrameFlag.Split) == 0 || splits.Revoke(start, e.Line))) return;
        if (e.Order < head.Order && SplitBlocks.MayFree(e, start, head, compaction.Era))
        {
            bool plainHead = e.Pfn == start && (head.Flags & FrameFlag.Compound) == 0;
            if (splits.Note(start, e.Line, plainHead))
            {
                for (ulong i = 0; i < 1UL << head.Order; i++) frames[start + i].Flags |= FrameFlag.Split;
            }

            findings.Excuse(Law.K4, Excuse.E7);
            return;
        }

        string why = $"line {head.Line} allocated 0x{start:x} with order {head.Order}; order {e.Order} is freed at 0x{e.Pfn:x}";
        findings.Violate(Law.K4, e.Line, LineReader.Text(line), why);
    }

    /// <summary>A free of what is not known to be allocated: E3 if nothing is known, E1 from a list, E2 from buddy.</summary>
    private void FreeOther(TraceEvent e, Frame head, ReadOnlySpan<byte> line)
    {
        ulong known = e.Pfn;
        while (known < e.Pfn + e.Pages && frames[known].At == PageAt.Unknown) known++;
        if (known == e.Pfn + e.Pages)
        {
            findings.Excuse(Law.K4, Excuse.E3);
            return;
        }

        findings.Check(Law.K4);
        Frame first = frames[known];
        bool listed = first.At is PageAt.Refilled or PageAt.Freed;
        if (listed && e.Order == 0 && first.Order == 0) findings.Excuse(Law.K4, Excuse.E1);
        else if (InBuddy(e) && compaction.Possible && compaction.FreesOrder(e.Order)) findings.Excuse(Law.K4, Excuse.E2);
        else
        {
            string why = $"page 0x{known:x} is {At(first)} since line {first.Line}; no silent path takes order {e.Order} from there";
            findings.Violate(Law.K4, e.Line, LineReader.Text(line), why);
        }
    }

    private bool InBuddy(TraceEvent e)
    {
        for (ulong pfn = e.Pfn; pfn < e.Pfn + e.Pages; pfn++)
        {
            if (frames[pfn].At is not (PageAt.Buddy or PageAt.Unknown)) return false;
        }

        return true;
    }

    private void Batched(TraceEvent e, ReadOnlySpan<byte> line)
    {
        ref Frame frame = ref frames[e.Pfn];

        // The frees of the CPU's first batch may have been traced before the trace begins.
        if (frame.At == PageAt.Unknown && !batchedCpus.Contains(e.Cpu))
        {
            findings.Excuse(Law.K3, Excuse.E3);
            return;
        }

        findings.Check(Law.K3);
        batchedCpus.Add(e.Cpu);
        bool free = frame.At == PageAt.Freed && frame.Order == 0 && e.Order == 0;
        string? wrong = !free ? $"page 0x{e.Pfn:x} is {At(frame)}"
            : frame.Cpu != e.Cpu ? $"page 0x{e.Pfn:x} was freed by cpu {frame.Cpu} (line {frame.Line})"
            : (frame.Flags & FrameFlag.Batched) != 0 ? $"the free on line {frame.Line} had its mm_page_free_batched" : null;
        if (wrong is null)
        {
            // Now, and not when its free was traced, does the page go to its list.
            frame.Flags |= FrameFlag.Batched;
            frame.Line = unchecked((uint)e.Line);
            return;
        }

        findings.Violate(Law.K3, e.Line, LineReader.Text(line), $"{wrong}; a mm_page_free of it on this cpu comes first");
    }

    private void LeaveBuddy(TraceEvent e, ReadOnlySpan<byte> line)
    {
        findings.Check(Law.K2);
        findings.Check(Law.K7);
        if (!Live(e, Law.K2, line)) FromList(e, line);
        bool list = HasList(e.Order) && e.Migratetype < 3;
        if (e.Refill != list)
        {
            string why = $"order {e.Order} of migratetype {e.Migratetype} leaves buddy with percpu_refill={(list ? 1 : 0)}";
            findings.Violate(Law.K7, e.Line, LineReader.Text(line), why);
        }

        frames.Set(e, e.Refill ? PageAt.Refilled : PageAt.Taken);
    }

    /// <summary>A page that leaves buddy cannot stand on a list, unless its free found the list locked and went around it.</summary>
    private void FromList(TraceEvent e, ReadOnlySpan<byte> line)
    {
        for (ulong pfn = e.Pfn; pfn < e.Pfn + e.Pages; pfn++)
        {
            Frame frame = frames[pfn];
            if (frame.At is PageAt.Unknown or PageAt.Buddy or PageAt.Allocated) continue;
            if (frame.At == PageAt.Freed && WentAround(frame))
            {
                findings.Excuse(Law.K2, Excuse.E8);
                continue;
            }

            string why = $"page 0x{pfn:x} is {At(frame)} since line {frame.Line} (cpu {frame.Cpu}), not in buddy";
            findings.Violate(Law.K2, e.Line, LineReader.Text(line), why);
            return;
        }
    }

    private bool WentAround(Frame frame) => (frame.Flags & FrameFlag.Interrupting) != 0 || remote.Covers(frame.Cpu, frame.Line);

    private void Drain(TraceEvent e, ReadOnlySpan<byte> line)
    {
        findings.Check(Law.K2);
        if (!Live(e, Law.K2, line)) OntoBuddy(e, line);
        frames.Set(e, PageAt.Buddy);
    }

    private void OntoBuddy(TraceEvent e, ReadOnlySpan<byte> line)
    {
        for (ulong pfn = e.Pfn; pfn < e.Pfn + e.Pages; pfn++)
        {
            Frame frame = frames[pfn];
            if (frame.At == PageAt.Unknown) continue;
            if (frame.At is PageAt.Refilled or PageAt.Freed && frame.Order == e.Order && Head(pfn, frame) == e.Pfn)
            {
                if (frame.Cpu == e.Cpu) continue;
                DrainedRemotely = true;
                remote.Add(frame.Cpu, e.Line);
                continue;
            }

            string why = $"page 0x{pfn:x} is {At(frame)} since line {frame.Line}, not on a list with order {e.Order}";
            findings.Violate(Law.K2, e.Line, LineReader.Text(line), why);
            return;
        }
    }

    private static ulong Head(ulong pfn, Frame frame) => pfn & ~((1UL << frame.Order) - 1);

    private static string At(Frame frame) => frame.At switch
    {
        PageAt.Unknown => "unknown to this trace",
        PageAt.Allocated => "allocated",
        PageAt.Refilled => $"on a CPU list (order {frame.Order})",
        PageAt.Freed => $"freed to a CPU list (order {frame.Order})",
        PageAt.Buddy => "in buddy",
        _ => $"taken from buddy for cpu {frame.Cpu}",
    };
}
