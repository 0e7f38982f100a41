using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Cli;

/// <summary>
/// <c>check churn</c>: histories of allocations and frees that hold more pages than an estimate, on a machine of the
/// user's own making.
/// </summary>
internal sealed class ChurnCommand
{
    private const string Published = "ESTIMATE-2N+M";
    private const string Sound = "ESTIMATE-SOUND";

    /// <summary>A page has at most so many bytes, and a machine at most so many pages of limit.</summary>
    private const int MostBytes = 1 << 20;
    private const int MostPages = 1 << 15;
    private const int MostClasses = 32;
    private const int BreadthFirst = 1_000_000;
    private const int MostStates = 5_000_000;
    private const long TableBytes = 1L << 30;
    private const int BytesAState = 64;

    private readonly Option<int> page =
        new("--page") { Description = "bytes a page", DefaultValueFactory = _ => 8 };
    private readonly Option<string> classes =
        new("--classes") { Description = "sizes of objects, bytes", DefaultValueFactory = _ => "1,2,4,8" };
    private readonly Option<int> limit =
        new("--limit") { Description = "bytes in use at most", DefaultValueFactory = _ => 32 };
    private readonly Option<int?> states = new("--states") { Description = "give up after so many states" };
    private readonly Option<bool> json = ExplorationArguments.Json;
    private readonly Terminal terminal;
    private readonly CancellationToken stop;

    private ChurnCommand(Terminal terminal, CancellationToken stop)
    {
        this.terminal = terminal;
        this.stop = stop;
    }

    public static Command Make(Terminal terminal, CancellationToken stop)
    {
        ChurnCommand verb = new(terminal, stop);
        Command command = new(
            "churn",
            "Looks for a history within a limit in bytes that holds more pages than 2N+m says, and than the sound "
            + "estimate says. Example: plimsoll check churn --page 8 --classes 1,2,4,8 --limit 32");
        foreach (Option option in new Option[] { verb.page, verb.classes, verb.limit, verb.states, verb.json })
            command.Options.Add(option);
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        ChurnMachine machine = Machine(parsed);
        int most = States(parsed, machine);
        (string Law, long Bound)[] laws = [(Published, machine.TwoNPlusM), (Sound, machine.Sound)];
        if (!parsed.GetValue(json)) Head(machine);
        JsonArray configs = [];
        bool broken = false;
        foreach ((string law, long bound) in laws)
        {
            ChurnResult result = Churn.Search(
                machine, bound, Math.Min(BreadthFirst, most / 4), most, Show, stop);
            terminal.Progress("");
            broken |= result.Found;
            if (parsed.GetValue(json)) configs.Add(Json(machine, law, result));
            else Write(machine, law, bound, result);
        }

        if (parsed.GetValue(json)) terminal.Out.WriteLine(new JsonObject { ["configs"] = configs }.ToJsonString());
        return broken ? Exit.Broken : Exit.Held;
    }

    private ChurnMachine Machine(ParseResult parsed)
    {
        int bytes = InRange("--page", parsed.GetValue(page), MostBytes);
        ImmutableArray<int> sizes = Sizes(parsed.GetValue(classes)!);
        long most = Math.Min(int.MaxValue / 4, (long)bytes * MostPages);
        int room = InRange("--limit", parsed.GetValue(limit), (int)most);
        return new(bytes, sizes, room);
    }

    private static ImmutableArray<int> Sizes(string text)
    {
        List<int> sizes = [];
        foreach (string word in text.Split(','))
        {
            bool read = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int size);
            if (!read || size is < 1 or > MostBytes || sizes.Contains(size))
            {
                throw new InputException(
                    $"--classes '{text}': different sizes from 1 to {MostBytes} with commas between are needed.");
            }

            sizes.Add(size);
        }

        if (sizes.Count > MostClasses)
            throw new InputException($"--classes: {sizes.Count} sizes; there may be {MostClasses}.");
        return [.. sizes];
    }

    /// <summary>What a minute or so and a gigabyte are enough for, if nothing else was said.</summary>
    private int States(ParseResult parsed, ChurnMachine machine) => parsed.GetValue(states) is { } said
        ? InRange("--states", said, int.MaxValue / 2)
        : (int)Math.Min(MostStates, TableBytes / (BytesAState + (2L * machine.Cells)));

    private static int InRange(string option, int value, int most) => value >= 1 && value <= most
        ? value : throw new InputException($"{option} {value}: a number from 1 to {most} is needed.");

    private void Show(int states, int depth) => terminal.Progress($"churn: {N(states)} states, depth {depth}");

    private void Head(ChurnMachine machine) => terminal.Out.WriteLine(
        $"Pages of {Bytes(machine.PageBytes)}, objects of {string.Join(", ", machine.Caches.Select(c => c.Size))}, "
        + $"at most {Bytes(machine.Limit)} in use: 2N+m is {machine.TwoNPlusM} pages, the sound estimate "
        + $"{machine.Sound}.");

    private void Write(ChurnMachine machine, string law, long bound, ChurnResult result)
    {
        terminal.Out.WriteLine();
        if (result.Found)
        {
            string shortest = result.Shortest ? ", and no fewer will do" : "";
            terminal.Out.WriteLine(
                $"{law} broken: {result.MostPages} pages, more than {bound}, after {result.Trace.Count} steps"
                + $"{shortest}.");
            string sizes = string.Join(", ", machine.Caches.Select(c => c.Size));
            terminal.Table(["steps", "bytes", "pages", $"slabs of {sizes}"], ChurnTrace.Fold(machine, result.Trace)
                .Select(run => (string[])
                [
                    $"{run.Count} x {(run.Allocates ? "alloc" : "free")}({run.Size})",
                    $"{run.Usage}", $"{run.Pages}", string.Join(", ", run.Slabs),
                ]));
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

    private static JsonObject Json(ChurnMachine machine, string law, ChurnResult result) => new()
    {
        ["name"] = "churn",
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
        ["bound"] = law == Sound ? machine.Sound : machine.TwoNPlusM,
        ["steps"] = result.Trace.Count,
    };

    private static string Verdict(ChurnResult result) =>
        result.Found ? "VIOLATION" : result.Exhausted ? "EXHAUSTIVE" : "BOUNDED";

    private static string Bytes(int count) => $"{N(count)} byte{(count == 1 ? "" : "s")}";

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
