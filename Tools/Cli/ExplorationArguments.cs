using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Plimsoll.Explorer;
using Plimsoll.Specs;

namespace Plimsoll.Cli;

/// <summary>
/// The exploration options, shared by the verbs that explore; Coyote.runsettings and PLIMSOLL_* give the defaults.
/// </summary>
internal sealed class ExplorationArguments
{
    private readonly Option<string?> strategy = new("--strategy") { Description = Words<StrategyKind>() };
    private readonly Option<int?> bound = new("--bound") { Description = "preemptions; for pct, changes of priority" };
    private readonly Option<long?> iterations = new("--iterations") { Description = "executions a scenario at most" };
    private readonly Option<string?> time = new("--time") { Description = "for the whole run: 30s, 5m, 1h" };
    private readonly Option<ulong?> seed = new("--seed") { Description = "of random choices" };
    private readonly Option<string?> memory = new("--memory") { Description = $"memory model: {Words<MemoryModel>()}" };

    public Option<string?> Out { get; } = new("--out") { Description = "folder for counterexamples" };

    public static Option<bool> Json => new("--json") { Description = "print one JSON object and nothing else" };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { strategy, bound, iterations, time, seed, memory })
            command.Options.Add(option);
    }

    /// <exception cref="InputException">A value makes no sense.</exception>
    public ExplorationOptions Read(ParseResult parsed, Knobs knobs, CancellationToken stop)
    {
        StrategyKind kind = Word<StrategyKind>("--strategy", parsed.GetValue(strategy) ?? knobs.Strategy);
        int? preemptions = parsed.GetValue(bound) ?? (kind.NeedsBound() ? knobs.Bound : null);
        if (preemptions is < 0 or > 1000)
            throw new InputException($"--bound {preemptions}: a number of preemptions from 0 to 1000 is needed.");
        long? most = parsed.GetValue(iterations) ?? (kind.IsSampling() ? knobs.Iterations : null);
        if (most is <= 0) throw new InputException($"--iterations {most}: at least 1 execution is needed.");
        return new()
        {
            Strategy = kind,
            Memory = Word<MemoryModel>("--memory", parsed.GetValue(memory) ?? knobs.Memory),
            Bound = preemptions,
            Iterations = most,
            Time = Time(parsed.GetValue(time)),
            Seed = parsed.GetValue(seed) ?? knobs.Seed,
            Cancellation = stop,
        };
    }

    /// <summary>The folder for counterexamples that was asked for, made now: not after an hour of search.</summary>
    public string? Folder(ParseResult parsed) => Folder(parsed.GetValue(Out));

    public static string? Folder(string? folder)
    {
        if (folder is null) return null;
        if (string.IsNullOrWhiteSpace(folder)) throw new InputException("--out '': name a folder.");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--out '{folder}': this folder cannot be made: {e.Message}");
        }

        return folder;
    }

    public bool GivesTime(ParseResult parsed) => parsed.GetValue(time) is not null;

    public bool GivesBound(ParseResult parsed) => parsed.GetValue(bound) is not null;

    /// <summary>SourceDpor is source-dpor.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>An enumeration's member by its name in small letters, words joined by a dash.</summary>
    private static T Word<T>(string option, string text)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (NameOf(value) == text) return value;
        }

        throw new InputException($"{option} '{text}' is unknown: use {Words<T>()}.");
    }

    private static string Words<T>()
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetValues<T>().Select(NameOf)];
        return $"{string.Join(", ", words[..^1])} or {words[^1]}";
    }

    private static TimeSpan? Time(string? text)
    {
        if (text is null) return null;
        int unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        bool number = double.TryParse(
            unit == 0 ? "" : text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out double value);
        if (!number || !(value > 0 && value * unit <= 1e7)) // NaN is a double too
            throw new InputException($"--time '{text}': write 30s, 5m or 1h.");
        return TimeSpan.FromSeconds(value * unit);
    }
}
