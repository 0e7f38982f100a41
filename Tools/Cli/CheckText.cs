using System.Globalization;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Search;

namespace Plimsoll.Cli;

/// <summary>What <c>check</c> says of one configuration.</summary>
internal static class CheckText
{
    public static void Print(Terminal terminal, Check check, SearchResult result)
    {
        Scene scene = check.Configuration.Scene(PublishedRules.None);
        TextWriter to = terminal.Out;
        to.WriteLine($"{check.Name}: {check.Configuration.Title}");
        if (check.Drop is { } drop) to.WriteLine($"  dropped    {drop.Id}: {drop.Sentence}");
        foreach (TaskSpec task in scene.Tasks) to.WriteLine($"  task       {Of(task)}");
        to.WriteLine($"  gfp        {string.Join("; ", Gfps(scene))}");
        to.WriteLine($"  operations {string.Join(", ", scene.Tasks.Select(t => $"{t.Name} at most {t.Bound}"))}");
        if (result.Configuration.Liveness)
        {
            IEnumerable<string> more = result.Configuration.Fairness
                .Select(f => $"{(f.Strong ? "strong" : "weak")} of {f.Name}");
            to.WriteLine($"  fairness   {string.Join(", ", more.Prepend("weak of every task"))}");
        }

        to.WriteLine(
            $"  searched   {Count(result.States)} states, {Count(result.Transitions)} transitions (distinct edges), "
            + $"{Count(result.Generated)} successors generated");
        to.WriteLine($"             depth {result.Depth}, {Count(result.DeadEnds)} dead ends");
        to.WriteLine(
            $"  speed      {Seconds(result.Seconds)} s ({result.Workers} workers, {Seconds(result.ProcessorSeconds)} "
            + "processor seconds)");
        to.WriteLine(
            $"             {Count(result.GeneratedRate)} generated successors/s per core, "
            + $"{Count(result.StateRate)} distinct states/s");
        to.WriteLine($"  laws       {string.Join(", ", result.Laws.Select(l => $"{l.Law} {Count(l.PremiseHeld)}"))}");
        to.WriteLine($"  steps      {string.Join(", ", result.Kinds.Select(k => $"{k.Name} {Count(k.Fired)}"))}");
        Verdict(to, check, result);
        to.WriteLine();
    }

    /// <summary>The sets of gfp flags that the menus ask with.</summary>
    public static IEnumerable<string> Gfps(Scene scene) => scene.Tasks
        .SelectMany(task => task.Menu)
        .Where(operation => operation.Request != default)
        .Select(operation => $"{operation.Request.Gfp}")
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static void Verdict(TextWriter to, Check check, SearchResult result)
    {
        string verdict = $"{result.Verdict}".ToUpperInvariant();
        switch (result.Verdict)
        {
            case SearchVerdict.Exhaustive:
                to.WriteLine($"  {verdict}: every reachable state was seen, all laws held");
                break;
            case SearchVerdict.Bounded:
                to.WriteLine($"  {verdict}: stopped at depth {result.Depth}, all laws held up to there");
                break;
            case SearchVerdict.Vacuous:
                to.WriteLine($"  {verdict}: {string.Join("; ", result.Vacuous)}");
                break;
            default:
                to.WriteLine($"  {verdict} of {result.Law}: {result.How}");
                to.WriteLine(Sentence(result));
                to.Write(result.Counterexample!.Text(check.Drop?.Describe));
                break;
        }
    }

    private static string Sentence(SearchResult result) =>
        result.Configuration.Laws().FirstOrDefault(law => law.Id == result.Law) is { } law
            ? $"  {law.Sentence}"
            : "  Every operation of a task that is no daemon comes to its end.";

    private static string Of(TaskSpec task)
    {
        string how = task.InOrder ? "in order" : "any of";
        string kind = (task.Interrupts ? ", an interrupt" : "") + (task.Daemon ? ", a daemon" : "");
        return $"{task.Name} on cpu{task.Cpu}{kind}, {how}: {string.Join(", ", task.Menu)}";
    }

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
