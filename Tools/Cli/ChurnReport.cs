using System.Globalization;
using System.Text.Json.Nodes;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Cli;

/// <summary>Searches of a <see cref="ChurnMachine"/>, one a bound: a block of text or a JSON object each.</summary>
internal sealed class ChurnReport(Terminal terminal, bool json, CancellationToken stop)
{
    private const int BreadthFirst = 1_000_000;

    private readonly JsonArray configs = [];

    /// <summary>Some bound was exceeded.</summary>
    public bool IsBroken { get; private set; }

    public void Head(ChurnMachine machine, string what = "")
    {
        if (json) return;
        string cpus = machine.Cpus == 0 ? "" : $" {machine.Cpus} CPUs with slabs of their own,";
        terminal.Out.WriteLine($"{what}Pages of {Bytes(machine.PageBytes)},{cpus} objects of {Sizes(machine)} bytes, "
            + $"at most {Bytes(machine.Limit)} in use.");
    }

    /// <param name="most">States to visit at most.</param>
    public void Search(string name, ChurnMachine machine, string law, long bound, int most)
    {
        ChurnResult result =
            Churn.Search(machine, bound, Math.Min(BreadthFirst, most / 4), most, Show, stop);
        terminal.Progress("");
        IsBroken |= result.Found;
        if (json) configs.Add(Json(name, machine, law, bound, result));
        else Write(machine, law, bound, result);
    }

    /// <summary>All that was searched, and the exit code.</summary>
    public int End()
    {
        if (json) terminal.Out.WriteLine(new JsonObject { ["configs"] = configs }.ToJsonString());
        return IsBroken ? Exit.Broken : Exit.Held;
    }

    private void Show(int states, int depth) => terminal.Progress($"churn: {N(states)} states, depth {depth}");

    private void Write(ChurnMachine machine, string law, long bound, ChurnResult result)
    {
        terminal.Out.WriteLine();
        if (result.Found)
        {
            string shortest = result.Shortest ? ", and no fewer will do" : "";
            terminal.Out.WriteLine(
                $"{law} broken: {result.MostPages} pages, more than {bound}, after {result.Trace.Count} "
                + $"step{(result.Trace.Count == 1 ? "" : "s")}{shortest}.");
            terminal.Table(
                ["steps", "bytes", "pages", $"slabs of {Sizes(machine)}"],
                ChurnTrace.Fold(machine, result.Trace).Select(run => (string[])
                    [run.Steps, $"{run.Usage}", $"{run.Pages}", string.Join(", ", run.Slabs)]));
        }
        else
        {
            string how = result.Exhausted ? "in every history there is"
                : "in what was looked at, not in every history (--states looks further)";
            terminal.Out.WriteLine($"{law} holds, {how}: {result.MostPages} pages at most, of {bound}.");
        }

        terminal.Out.WriteLine($"  {Verdict(result)}: {N(result.States)} states, {N(result.Steps)} steps, branching "
            + $"{result.Branching.ToString("F1", CultureInfo.InvariantCulture)}, depth {N(result.Depth)}, "
            + $"{result.Seconds.ToString("F1", CultureInfo.InvariantCulture)} s");
    }

    private static JsonObject Json(string name, ChurnMachine machine, string law, long bound, ChurnResult result) =>
        new()
        {
            ["name"] = name,
            ["states"] = result.States,
            ["transitions"] = result.Steps,
            ["depth"] = result.Depth,
            ["generated"] = result.Steps,
            ["seconds"] = result.Seconds,
            ["verdict"] = Verdict(result),
            ["law"] = law,
            ["counterexample"] = new JsonArray(
                [.. ChurnTrace.Fold(machine, result.Trace).Select(run => JsonValue.Create($"{run}"))]),
            ["branching"] = result.Branching,
            ["mostPages"] = result.MostPages,
            ["bound"] = bound,
            ["steps"] = result.Trace.Count,
        };

    private static string Verdict(ChurnResult result) =>
        result.Found ? "VIOLATION" : result.Exhausted ? "EXHAUSTIVE" : "BOUNDED";

    private static string Sizes(ChurnMachine machine) => string.Join(", ", machine.Caches.Select(c => c.Size));

    private static string Bytes(int count) => $"{N(count)} byte{(count == 1 ? "" : "s")}";

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
