using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Plimsoll.Model.State;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Cli;

/// <summary>
/// <c>check churn</c>: histories of allocations and frees that hold more pages than an estimate, on a machine of the
/// user's own making.
/// </summary>
internal sealed class ChurnCommand
{
    /// <summary>A page has at most so many bytes, and a machine at most so many pages of limit.</summary>
    private const int MostBytes = 1 << 20;
    private const int MostPages = 1 << 15;
    private const int MostClasses = 32;
    private const int MostCpus = 64;
    private const int MostStates = 5_000_000;
    private const long TableBytes = 1L << 30;
    private const int BytesAState = 64;

    private readonly Option<int> page =
        new("--page") { Description = "bytes a page", DefaultValueFactory = _ => 8 };
    private readonly Option<string> classes =
        new("--classes") { Description = "sizes of objects, bytes", DefaultValueFactory = _ => "1,2,4,8" };
    private readonly Option<int> limit =
        new("--limit") { Description = "bytes in use at most", DefaultValueFactory = _ => 32 };
    private readonly Option<int?> cpus =
        new("--cpus") { Description = "CPUs with slabs of their own; without it, one thread that sees every slab" };
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
        Option[] options = [verb.page, verb.classes, verb.limit, verb.cpus, verb.states, verb.json];
        foreach (Option option in options) command.Options.Add(option);
        command.SetAction(verb.Run);
        return command;
    }

    /// <summary>A rule of the estimates as published, on a machine that shows it; null for any other rule.</summary>
    public static int? Published(Published rule, Terminal terminal, bool json, CancellationToken stop)
    {
        if (EstimateCase.Of(rule) is not { } found) return null;
        ChurnReport report = new(terminal, json, stop);
        report.Head(found.Machine, $"G{(int)rule} {rule}: {found.Title}. ");
        report.Search($"G{(int)rule}", found.Machine, EstimateCase.Published, found.Bound, MostStates);
        report.Search($"G{(int)rule}", found.Machine, EstimateCase.Sound, found.Machine.Sound, MostStates);
        return report.End();
    }

    private int Run(ParseResult parsed)
    {
        ChurnMachine machine = Machine(parsed);
        int most = States(parsed, machine);
        ChurnReport report = new(terminal, parsed.GetValue(json), stop);
        report.Head(machine);
        report.Search("churn", machine, EstimateCase.Published, machine.TwoNPlusM, most);
        report.Search("churn", machine, EstimateCase.Sound, machine.Sound, most);
        return report.End();
    }

    private ChurnMachine Machine(ParseResult parsed)
    {
        int bytes = InRange("--page", parsed.GetValue(page), MostBytes);
        ImmutableArray<int> sizes = Sizes(parsed.GetValue(classes)!);
        long most = Math.Min(int.MaxValue / 4, (long)bytes * MostPages);
        int room = InRange("--limit", parsed.GetValue(limit), (int)most);
        return new(bytes, sizes, room, parsed.GetValue(cpus) is { } n ? InRange("--cpus", n, MostCpus) : 0);
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
}
