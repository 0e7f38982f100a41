using System.Globalization;
using System.Text.Json.Nodes;

namespace Plimsoll.Explorer;

/// <summary>
/// A search, or one shard of it, as far as it is done: which units, and what each came to. Parts of one search add up,
/// however they came about.
/// </summary>
public sealed record Part
{
    private readonly SortedDictionary<int, DoneUnit> done = [];

    internal Part(SearchKey key, int shard, int shards, int? units)
    {
        (Key, Shard, Shards, Units) = (key, shard, shards, units);
    }

    /// <summary>What was searched and how it was split.</summary>
    public SearchKey Key { get; }

    public int Shard { get; }

    public int Shards { get; }

    /// <summary>Of the whole search; null: schedules are drawn without end.</summary>
    public int? Units { get; }

    /// <summary>Units that are done.</summary>
    public int Done => done.Count;

    /// <summary>Units that belong to this shard; null: without end.</summary>
    public int? Due => Units is { } all ? Math.Max(0, (all - Shard + Shards) / Shards) : null;

    /// <summary>
    /// What the split took for granted of the program turned out to be wrong: schedules may belong to no unit.
    /// </summary>
    public bool HasStrayed { get; internal set; }

    /// <summary>Some schedule has more preemptions than the bound.</summary>
    internal bool Cut { get; init; }

    internal IReadOnlyDictionary<int, DoneUnit> Finished => done;

    /// <summary>Units that were left before their end, by a failure or because it was time to stop.</summary>
    internal List<DoneUnit> Unfinished { get; } = [];

    /// <summary>Every unit of the search is here, and together they are all there is.</summary>
    internal bool IsComplete => Shards == 1 && Units == done.Count && !HasStrayed;

    /// <summary>Adds up what the shards of one search came to. A unit that is in several counts once.</summary>
    /// <exception cref="FormatException">They are not of one search, or were not split alike.</exception>
    public static Part Merge(IReadOnlyList<Part> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Part first = parts[0];
        Part whole = new(first.Key, 1, 1, first.Units) { Cut = first.Cut };
        foreach (Part part in parts)
        {
            if (part.Key.Difference(first.Key) is { } difference)
            {
                throw new FormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"shard {part.Shard} of {part.Shards} is not of the same search as shard {first.Shard} of "
                    + $"{first.Shards}: {difference}"));
            }

            if (part.Units != first.Units) throw new FormatException("they were split into other numbers of units");
            whole.HasStrayed |= part.HasStrayed;
            foreach (DoneUnit unit in part.done.Values) whole.Add(unit);
            whole.Unfinished.AddRange(part.Unfinished);
        }

        return whole;
    }

    /// <summary>
    /// What all units together came to; the program gathers what those of other instances gathered. Where a law was
    /// broken, units after the first that broke one do not count: one worker would not have come to them. A unit that
    /// was left in the middle does not count where it was done as well.
    /// </summary>
    /// <exception cref="FormatException">A part that was read from a file is not one of this program.</exception>
    public Report Conclude(IProgram program, double seconds)
    {
        ArgumentNullException.ThrowIfNull(program);
        return PartText.Checked(() => Sum(program, seconds));
    }

    private Report Sum(IProgram program, double seconds)
    {
        bool gathers = program.TakeFindings() is not null;
        int last = Unfinished.Where(unit => unit.Tally.Failure is not null).Select(unit => unit.Number)
            .DefaultIfEmpty(int.MaxValue).Min();
        Tally tally = new(program.Cpus) { Cut = Cut };
        IEnumerable<DoneUnit> left = Unfinished.OrderBy(unit => unit.Tally.Failure is null)
            .DistinctBy(unit => unit.Number).Where(unit => !done.ContainsKey(unit.Number));
        foreach (DoneUnit unit in done.Values.Concat(left).Where(u => u.Number <= last).OrderBy(u => u.Number))
        {
            if (unit.Tally.Accesses.Length != program.Cpus || gathers != unit.Findings is not null)
                throw new FormatException($"unit {unit.Number} is none of {program.Name}");
            tally.Add(unit.Tally);
            if (unit.Findings is { } findings) program.AddFindings(findings);
        }

        return Report.Of(program.Name, Key, tally, this, seconds);
    }

    /// <summary>How many executions are left for this part, of so many in all.</summary>
    internal Estimate? Left(Estimate? whole)
    {
        if (whole is not { } all) return null;
        long before = done.Values.Sum(unit => unit.Tally.Executions);
        return new(Of(all.Low), Of(all.Mean), Of(all.High));

        double Of(double executions) => Math.Max(0, (executions / Shards) - before);
    }

    internal bool IsMine(int unit) => unit % Shards == Shard - 1;

    internal void Add(DoneUnit unit) => done[unit.Number] = unit;
}

/// <summary>A unit and what it came to.</summary>
/// <param name="Findings">What the program gathered in it.</param>
internal sealed record DoneUnit(int Number, Tally Tally, JsonNode? Findings);
