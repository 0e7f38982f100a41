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
    private const int MostWorkers = 1024;
    private const int MostShards = 10_000;

    private readonly Option<string?> strategy = new("--strategy") { Description = Words<StrategyKind>() };
    private readonly Option<int?> bound = new("--bound") { Description = "preemptions; for pct, changes of priority" };
    private readonly Option<long?> iterations = new("--iterations") { Description = "executions a scenario at most" };
    private readonly Option<string?> time = new("--time") { Description = "for the whole run: 30s, 5m, 1h" };
    private readonly Option<ulong?> seed = new("--seed") { Description = "of random choices" };
    private readonly Option<string?> memory = new("--memory") { Description = $"memory model: {Words<MemoryModel>()}" };

    private readonly Option<int?> workers = new("--workers") { Description = "so many explore at once" };
    private readonly Option<string?> shard = new("--shard") { Description = "I/N: the I-th of N parts of the search" };
    private readonly Option<bool> noGuess = new("--no-guess")
    {
        Description = "split without a guess of what every CPU touches: slower, and never to be done again",
    };

    private readonly Option<string?> resume = new("--resume")
    {
        Description = "file that keeps what is done; a run that was killed goes on from it",
    };

    public Option<string?> Out { get; } = new("--out") { Description = "folder for counterexamples" };

    public static Option<bool> Json => new("--json") { Description = "print one JSON object and nothing else" };

    public void AddTo(Command command)
    {
        Option[] all = [strategy, bound, iterations, time, seed, memory, workers, shard, noGuess, resume];
        foreach (Option option in all) command.Options.Add(option);
    }

    /// <exception cref="InputException">A value makes no sense.</exception>
    public ExplorationOptions Read(ParseResult parsed, Knobs knobs, CancellationToken stop)
    {
        StrategyKind kind = Word<StrategyKind>("--strategy", parsed.GetValue(strategy) ?? knobs.Strategy);
        int? preemptions = parsed.GetValue(bound) ?? (kind.NeedsBound() ? knobs.Bound : null);
        if (preemptions is < 0 or > 1000)
            throw new InputException($"--bound {preemptions}: a number of preemptions from 0 to 1000 is needed.");
        if (GivesBound(parsed) && !kind.TakesBound())
            throw new InputException($"--bound: {NameOf(kind)} has none; use bounded, source-dpor or pct.");
        long? most = parsed.GetValue(iterations) ?? (kind.IsSampling() ? knobs.Iterations : null);
        if (most is <= 0) throw new InputException($"--iterations {most}: at least 1 execution is needed.");
        (int which, int of) = Shard(parsed.GetValue(shard));
        ExplorationOptions options = new()
        {
            Strategy = kind,
            Memory = Word<MemoryModel>("--memory", parsed.GetValue(memory) ?? knobs.Memory),
            Bound = preemptions,
            Iterations = most,
            Time = Time(parsed.GetValue(time)),
            Seed = parsed.GetValue(seed) ?? knobs.Seed,
            Workers = Workers(parsed.GetValue(workers)),
            Shard = which,
            Shards = of,
            SplitsByGuess = !parsed.GetValue(noGuess),
            Cancellation = stop,
        };
        RequireSplittable(options, Resumes(parsed));
        return options;
    }

    /// <summary>The file of <c>--resume</c>, opened; null: none was named.</summary>
    public Journal? Journal(ParseResult parsed)
    {
        string? path = parsed.GetValue(resume);
        if (path is null) return null;
        if (string.IsNullOrWhiteSpace(path)) throw new InputException("--resume '': name a file.");
        if (Directory.Exists(path)) throw new InputException($"--resume '{path}': a folder; name a file.");
        return Explorer.Journal.Open(path);
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

    public bool Resumes(ParseResult parsed) => parsed.GetValue(resume) is not null;

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

    private static int Workers(int? count)
    {
        if (count is < 1 or > MostWorkers)
            throw new InputException($"--workers {count}: a number from 1 to {MostWorkers} is needed.");
        return count ?? 1;
    }

    private static (int Which, int Of) Shard(string? text)
    {
        if (text is null) return (1, 1);
        string[] parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int which)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int of)
            && which >= 1 && which <= of && of <= MostShards)
        {
            return (which, of);
        }

        throw new InputException($"--shard '{text}': write I/N, as 2/5: I from 1 to N, and N at most {MostShards}.");
    }

    private static void RequireSplittable(ExplorationOptions options, bool resumes)
    {
        string? option = options.Workers > 1 ? "--workers"
            : options.Shards > 1 ? "--shard"
            : resumes ? "--resume"
            : null;
        if (option is null) return;
        if (options.Strategy == StrategyKind.OptimalDpor)
        {
            throw new InputException(
                $"{option}: optimal-dpor cannot be split, what is left to explore is one tree; use source-dpor.");
        }

        if (options is { Strategy: StrategyKind.SourceDpor, Bound: not null })
            throw new InputException($"{option}: source-dpor with a bound cannot be split; use bounded, or no bound.");
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
