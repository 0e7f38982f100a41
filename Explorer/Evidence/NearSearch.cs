namespace Plimsoll.Explorer;

/// <summary>
/// Schedules near a given one: one switch moved, by a step or two or anywhere among the steps that are new at it, or
/// left out, or two of them moved; the nearest first.
/// </summary>
internal sealed class NearSearch(IReadOnlyList<Block> blocks, Engine engine, string law)
{
    private const int MostExecutions = 1000;
    private const int Far = 2;
    private const int FarInPairs = 1;

    public int Executions { get; private set; }

    /// <summary>The first that breaks the law, and how it differs; null: none does.</summary>
    public IReadOnlyList<Block>? Run(out string? how)
    {
        foreach ((List<Block> candidate, string text) in Moved().Concat(LeftOut()).Concat(MovedInPairs()))
        {
            if (Executions == MostExecutions) break;
            Executions++;
            engine.Execute(new Blocks(candidate, engine));
            if (engine.Failure?.Law != law) continue;
            how = text;
            return candidate;
        }

        how = null;
        return null;
    }

    private IEnumerable<(List<Block> Blocks, string Text)> Moved() =>
        from far in Distances(blocks.Select(block => block.Slack).Append(Far).Max())
        from k in Enumerable.Range(0, blocks.Count)
        where blocks[k].Until + far > 0 && (Math.Abs(far) <= Far || (far > 0 && far <= blocks[k].Slack))
        select (With(k, far), $"the law breaks with {Switch(k)} {Text(far)}");

    private IEnumerable<(List<Block> Blocks, string Text)> LeftOut() =>
        from k in Enumerable.Range(0, blocks.Count)
        select (blocks.Where((_, i) => i != k).ToList(), $"the law breaks without {Switch(k)}");

    private IEnumerable<(List<Block> Blocks, string Text)> MovedInPairs() =>
        from first in Distances(FarInPairs)
        from second in Distances(FarInPairs)
        from k in Enumerable.Range(0, blocks.Count)
        from l in Enumerable.Range(k + 1, blocks.Count - k - 1)
        where blocks[k].Until + first > 0 && blocks[l].Until + second > 0
        select (With(k, first, l, second),
            $"the law breaks with {Switch(k)} {Text(first)} and {Switch(l)} {Text(second)}");

    private static IEnumerable<int> Distances(int far) =>
        Enumerable.Range(1, far).SelectMany(steps => (int[])[steps, -steps]);

    private List<Block> With(int k, int by)
    {
        List<Block> moved = [.. blocks];
        moved[k] = moved[k] with { Until = moved[k].Until + by };
        return moved;
    }

    private List<Block> With(int k, int first, int l, int second)
    {
        List<Block> moved = With(k, first);
        moved[l] = moved[l] with { Until = moved[l].Until + second };
        return moved;
    }

    private string Switch(int k) =>
        $"the switch after step {blocks[k].Until} of {ReplayStep.ActorName(blocks[k].Actor)}";

    private static string Text(int by) => by > 0 ? $"{by} later" : $"{-by} earlier";
}
