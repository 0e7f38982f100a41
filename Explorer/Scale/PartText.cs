using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plimsoll.Explorer;

/// <summary>Parts of a search as JSON. The form is described in docs/formats.md.</summary>
public static class PartText
{
    /// <summary>Sums of such numbers are numbers.</summary>
    private const long MostCounted = 1L << 50;

    /// <summary>The members of a shard's file that are the explorer's; others may stand beside them.</summary>
    public static void Write(Part part, JsonObject to)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(to);
        to["search"] = part.Key.ToJson();
        to["shard"] = part.Shard;
        to["shards"] = part.Shards;
        to["units"] = part.Units;
        to["strayed"] = part.HasStrayed;
        to["cut"] = part.Cut;
        to["done"] = new JsonArray([.. part.Finished.Values.Select(Write)]);
        to["unfinished"] = new JsonArray([.. part.Unfinished.Select(Write)]);
    }

    /// <exception cref="FormatException">A member is missing or makes no sense.</exception>
    public static Part Read(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Checked(() =>
        {
            Part part = new(
                SearchKey.FromJson(json["search"]!.AsObject()), (int)json["shard"]!, (int)json["shards"]!,
                (int?)json["units"])
            {
                HasStrayed = (bool)json["strayed"]!, Cut = (bool)json["cut"]!,
            };
            if (part.Shard < 1 || part.Shard > part.Shards || part.Units < 0)
                throw new FormatException($"there is no shard {part.Shard} of {part.Shards}");
            foreach (JsonNode? unit in json["done"]!.AsArray()) ReadDone(unit!.AsObject(), part);
            foreach (JsonNode? unit in json["unfinished"]!.AsArray())
                part.Unfinished.Add(Unit(unit!.AsObject(), part));
            return part;
        });
    }

    internal static JsonObject Write(DoneUnit unit)
    {
        Tally tally = unit.Tally;
        JsonObject json = new()
        {
            ["unit"] = unit.Number,
            ["executions"] = tally.Executions,
            ["blocked"] = tally.Blocked,
            ["deadlocks"] = tally.Deadlocks,
            ["steps"] = tally.Steps,
            ["accesses"] = new JsonArray([.. tally.Accesses.ToArray().Select(a => JsonValue.Create(a))]),
            ["level"] = tally.Level,
            ["cut"] = tally.Cut,
        };
        if (tally.Traces.Count > 0)
        {
            UInt128[] traces = [.. tally.Traces.Order()];
            json["traces"] = Convert.ToBase64String(MemoryMarshal.AsBytes<UInt128>(traces));
        }

        if (tally.Failure is { } failure)
        {
            json["failure"] = new JsonObject
            {
                ["law"] = failure.Law, ["message"] = failure.Message, ["isCrash"] = failure.IsCrash,
                ["schedule"] = failure.Schedule.ToString(), ["preemptions"] = failure.Preemptions,
            };
        }

        if (unit.Findings is { } findings) json["findings"] = findings.DeepClone();
        return json;
    }

    /// <summary>A text as one object, in which no member stands twice.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static JsonObject Parse(string text) => Checked(() => JsonNode.Parse(
        text, documentOptions: new() { AllowDuplicateProperties = false })!.AsObject());

    /// <summary>A unit that is done is added to its part.</summary>
    internal static void ReadDone(JsonObject json, Part part) => Checked(() =>
    {
        DoneUnit unit = Unit(json, part);
        if (part.Finished.ContainsKey(unit.Number)) throw new FormatException($"unit {unit.Number} stands there twice");
        part.Add(unit);
        return true;
    });

    /// <summary>What is wrong with a member is told as one thing, whatever way it is wrong.</summary>
    internal static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or ArgumentException
            or JsonException or OverflowException or IndexOutOfRangeException)
        {
            throw new FormatException("a member is missing, or is not of the kind it should be");
        }
    }

    /// <summary>A failure that was read knows its schedule and nothing of its steps.</summary>
    private static Failure? Failure(JsonNode? json) => json is null ? null : new()
    {
        Law = (string)json["law"]!,
        Message = (string)json["message"]!,
        IsCrash = (bool)json["isCrash"]!,
        Schedule = Schedule.Parse((string)json["schedule"]!),
        Preemptions = (int)json["preemptions"]!,
        Events = [],
    };

    private static DoneUnit Unit(JsonObject json, Part part)
    {
        int number = (int)json["unit"]!;
        if (number < 0 || number >= (part.Units ?? int.MaxValue) || !part.IsMine(number))
            throw new FormatException($"unit {number} does not belong to shard {part.Shard}");
        int[] accesses = [.. json["accesses"]!.AsArray().Select(a => (int)a!)];
        Tally tally = new(accesses.Length)
        {
            Executions = Count(json["executions"]),
            Blocked = Count(json["blocked"]),
            Deadlocks = Count(json["deadlocks"]),
            Steps = Count(json["steps"]),
            Level = (int)Count(json["level"]),
            Failure = Failure(json["failure"]),
            Failures = json["failure"] is null ? 0 : 1,
            Cut = (bool)json["cut"]!,
        };
        tally.See(accesses);
        byte[] traces = Convert.FromBase64String((string?)json["traces"] ?? "");
        if (traces.Length % 16 != 0) throw new FormatException("traces are 16 bytes each");
        foreach (UInt128 trace in MemoryMarshal.Cast<byte, UInt128>(traces)) tally.Traces.Add(trace);
        return new(number, tally, json["findings"]?.DeepClone());
    }

    private static long Count(JsonNode? json) =>
        (long)json! is >= 0 and <= MostCounted and long count
            ? count
            : throw new FormatException($"{json} is no count");
}
