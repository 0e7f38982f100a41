namespace Plimsoll.Specs.Evidence;

/// <summary>How often a law was checked on one file, broken, and excused by which rule.</summary>
public sealed class LawTally(Law law)
{
    private readonly SortedDictionary<Excuse, long> excused = [];

    public Law Law { get; } = law;

    public long Checked { get; internal set; }

    public long Violations { get; internal set; }

    public IReadOnlyDictionary<Excuse, long> Excused => excused;

    /// <param name="count">Minus one takes an excuse back.</param>
    internal void Excuse(Excuse rule, long count = 1)
    {
        long now = excused.GetValueOrDefault(rule) + count;
        if (now != 0) excused[rule] = now;
        else excused.Remove(rule);
    }
}

/// <summary>A line that contradicts a law, and what it contradicts.</summary>
public sealed record Violation(Law Law, long Line, string Text, string Why);

/// <summary>What the laws found on one file.</summary>
internal sealed class Findings
{
    /// <summary>Violations kept with their text. All are counted.</summary>
    private const int Kept = 1000;

    private readonly LawTally[] tallies = [.. Laws.All.Select(law => new LawTally(law))];
    private readonly List<Violation> violations = [];

    public IReadOnlyList<Violation> Violations => violations;

    public IEnumerable<LawTally> Tallies => tallies.Where(t => t.Checked > 0 || t.Violations > 0 || t.Excused.Count > 0);

    public LawTally this[Law law] => tallies[(int)law];

    public void Check(Law law) => tallies[(int)law].Checked++;

    public void Excuse(Law law, Excuse rule) => tallies[(int)law].Excuse(rule);

    /// <param name="text">The line; null where it has gone by and must be read again.</param>
    public void Violate(Law law, long line, string? text, string why)
    {
        tallies[(int)law].Violations++;
        if (violations.Count < Kept) violations.Add(new(law, line, text ?? "", why));
    }

    /// <summary>Takes back all that was said by laws that need every event.</summary>
    public void WithdrawHistory()
    {
        foreach (Law law in Laws.All.Where(l => l.NeedsHistory())) tallies[(int)law] = new(law);
        violations.RemoveAll(v => v.Law.NeedsHistory());
    }

    /// <summary>Puts violations in the order of the file, with the text of those whose line had gone by.</summary>
    public void Finish(Func<IReadOnlySet<long>, IReadOnlyDictionary<long, string>> read)
    {
        HashSet<long> missing = [.. violations.Where(v => v.Text.Length == 0).Select(v => v.Line)];
        if (missing.Count > 0)
        {
            IReadOnlyDictionary<long, string> lines = read(missing);
            for (int i = 0; i < violations.Count; i++)
            {
                Violation v = violations[i];
                if (v.Text.Length == 0) violations[i] = v with { Text = lines.GetValueOrDefault(v.Line, "") };
            }
        }

        violations.Sort((a, b) => (a.Line, a.Law).CompareTo((b.Line, b.Law)));
    }
}
