using System.Text.Json.Nodes;

namespace Plimsoll.Explorer;

/// <summary>What a search is of: two files belong together when all of this is the same.</summary>
public sealed record SearchKey
{
    public required string Program { get; init; }

    /// <summary>Tells versions of the program apart.</summary>
    public required string Edition { get; init; }

    public required StrategyKind Strategy { get; init; }

    public required MemoryModel Memory { get; init; }

    public required int? Bound { get; init; }

    public required ulong Seed { get; init; }

    public required long? Iterations { get; init; }

    public required int MaxSteps { get; init; }

    public required bool ChecksRaces { get; init; }

    public required bool CountsTraces { get; init; }

    /// <summary>That a CPU starts is a step.</summary>
    public required bool StartIsStep { get; init; }

    /// <summary>The split took things for granted that some executions had shown.</summary>
    public required bool IsGuess { get; init; }

    /// <summary>A fingerprint of the units.</summary>
    public required string Split { get; init; }

    /// <summary>What is not the same, in words; null when all is.</summary>
    public string? Difference(SearchKey other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((string name, JsonNode? value) in ToJson())
        {
            JsonNode? theirs = other.ToJson()[name];
            if (!JsonNode.DeepEquals(value, theirs))
                return $"its {name} is {value?.ToJsonString() ?? "none"}, not {theirs?.ToJsonString() ?? "none"}";
        }

        return null;
    }

    internal static SearchKey Of(IProgram program, ExplorationOptions options, Partition partition) => new()
    {
        Program = program.Name,
        Edition = options.Edition,
        Strategy = options.Strategy,
        Memory = options.Memory,
        Bound = options.Strategy.NeedsBound() ? options.BoundOrDefault : null,
        Seed = options.Seed,
        Iterations = options.Strategy.IsSampling() ? options.Iterations : null,
        MaxSteps = options.MaxSteps,
        ChecksRaces = options.CheckRaces,
        CountsTraces = options.CountTraces,
        StartIsStep = options.StartIsStep,
        IsGuess = partition.Guess is not null,
        Split = partition.Fingerprint(),
    };

    internal JsonObject ToJson() => new()
    {
        ["program"] = Program,
        ["edition"] = Edition,
        ["strategy"] = Strategy.ToString(),
        ["memory"] = Memory.Word(),
        ["bound"] = Bound,
        ["seed"] = Seed,
        ["iterations"] = Iterations,
        ["maxSteps"] = MaxSteps,
        ["checksRaces"] = ChecksRaces,
        ["countsTraces"] = CountsTraces,
        ["startIsStep"] = StartIsStep,
        ["isGuess"] = IsGuess,
        ["split"] = Split,
    };

    internal static SearchKey FromJson(JsonObject json) => new()
    {
        Program = (string)json["program"]!,
        Edition = (string)json["edition"]!,
        Strategy = Enum.GetValues<StrategyKind>().Single(kind => $"{kind}" == (string)json["strategy"]!),
        Memory = MemoryModels.TryParse((string)json["memory"]!, out MemoryModel memory)
            ? memory : throw new FormatException($"'{json["memory"]}' is no memory model"),
        Bound = (int?)json["bound"],
        Seed = (ulong)json["seed"]!,
        Iterations = (long?)json["iterations"],
        MaxSteps = (int)json["maxSteps"]!,
        ChecksRaces = (bool)json["checksRaces"]!,
        CountsTraces = (bool)json["countsTraces"]!,
        StartIsStep = (bool)json["startIsStep"]!,
        IsGuess = (bool)json["isGuess"]!,
        Split = (string)json["split"]!,
    };
}
