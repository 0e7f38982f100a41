using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Evidence;

/// <summary>What a trace is judged against: the machine it ran on, and the snapshots taken meanwhile.</summary>
internal sealed record TraceContext(
    Machine? Machine,
    CompactionWitness Compaction,
    IReadOnlyDictionary<int, (BuddyInfo Info, Findings Findings)> BuddyInfos,
    IReadOnlyDictionary<int, ZoneInfo> ZoneInfos,
    long Lost)
{
    /// <summary>A trace by itself: nothing is known of its machine, and compaction may have run.</summary>
    public static TraceContext Alone { get; } = new(
        null,
        new(null, false, Era.K6_1),
        new Dictionary<int, (BuddyInfo, Findings)>(),
        new Dictionary<int, ZoneInfo>(),
        0);
}

/// <summary>Reads one trace once, from its first line to its last, and puts every event to every law.</summary>
internal sealed class TraceJudge
{
    private const int Breath = 1 << 16;
    private readonly string path;
    private readonly TraceContext context;
    private readonly TraceParser parser;
    private readonly BlockLaws blocks;
    private readonly PageLaws pages;
    private readonly FreeBalance? balance;
    private readonly ZoneChoice? choice;

    public TraceJudge(string path, TraceContext context)
    {
        (this.path, this.context) = (path, context);
        parser = new(path);
        blocks = new(Findings, context.Machine);
        pages = new(Findings, context.Compaction);
        if (context.Machine is null) return;
        balance = new(context.Machine);
        choice = new(Findings, context.Machine, balance, context.Compaction);
    }

    public Findings Findings { get; } = new();

    public long Events { get; private set; }

    /// <summary>Events the recorder admits to have lost, in the trace, its header or its statistics.</summary>
    public long Lost { get; private set; }

    public string? Note { get; private set; }

    public void Run(Action<long> progress, CancellationToken cancel)
    {
        long marked = 0;
        using (LineReader reader = LineReader.Open(path))
        {
            while (reader.Next(out ReadOnlySpan<byte> line))
            {
                if (!Parse(reader, line)) continue;
                if (parser.Event.Kind == EventKind.Lost)
                    marked = Math.Min(marked + parser.Event.Count, TraceParser.MostLost);
                else Apply(line);
                if ((Events & (Breath - 1)) != 0) continue;
                cancel.ThrowIfCancellationRequested();
                progress(Events);
            }
        }

        if (Events == 0 && parser.Entries < 0)
        {
            throw new EvidenceException(path, 1, "holds no event: it should be the text of a trace");
        }
        Lost = Math.Max(Math.Max(marked, context.Lost), parser.Written - parser.Entries);
        Conclude();
        Findings.Finish(wanted => Reread(path, wanted));
    }

    /// <summary>The lines with these numbers, read again.</summary>
    public static IReadOnlyDictionary<long, string> Reread(string path, IReadOnlySet<long> wanted)
    {
        Dictionary<long, string> lines = [];
        using LineReader reader = LineReader.Open(path);
        while (lines.Count < wanted.Count && reader.Next(out ReadOnlySpan<byte> line))
        {
            if (wanted.Contains(reader.Line)) lines[reader.Line] = LineReader.Text(line);
        }

        return lines;
    }

    private bool Parse(LineReader reader, ReadOnlySpan<byte> line)
    {
        try
        {
            return parser.Parse(line, reader.Line);
        }
        catch (EvidenceException) when (reader.Unfinished)
        {
            throw new EvidenceException(path, reader.Line,
                "is cut short in the middle of a line: copy the trace again");
        }
    }

    private void Apply(ReadOnlySpan<byte> line)
    {
        TraceEvent e = parser.Event;
        Events++;
        if (e.Kind is EventKind.Other or EventKind.Compaction) return;
        bool isBlock = e.Kind is not (EventKind.Marker or EventKind.IsolateFree);
        if (isBlock && BlockLaws.IsFailure(e))
        {
            Findings.Excuse(Law.K5, Excuse.E4);
            return;
        }

        if (isBlock && !blocks.Check(e, line)) return;
        pages.Apply(e, line);
        balance?.Apply(e, pages);
        choice?.Apply(e, line);
        bool read = e is { Kind: EventKind.Marker, Phase: (byte)'M' }
            && balance?.Snapshots.ContainsKey(e.Snapshot) == true;
        if (read && context.BuddyInfos.TryGetValue(e.Snapshot, out (BuddyInfo Info, Findings _) buddy))
        {
            choice!.Resume(e.Snapshot, buddy.Info, context.ZoneInfos.GetValueOrDefault(e.Snapshot));
        }
    }

    private void Conclude()
    {
        if (Lost > 0)
        {
            Findings.WithdrawHistory();
            Note = $"{Lost} events were lost: laws that speak of earlier events (K1-K4, K7, K11, K12) are not judged";
            return;
        }

        if (parser.Entries >= 0 && parser.Entries != Events)
        {
            Note = $"the header promises {parser.Entries} events and there are {Events}: lines are missing";
        }

        pages.Finish(parser.Event.Line);

        if (balance is null) return;
        BalanceJudge judge = new(context.Machine!, context.Compaction, balance, context.BuddyInfos);
        judge.Judge();
        choice!.Finish(judge.SilentFalls, [.. balance.Snapshots.Keys]);
    }
}
