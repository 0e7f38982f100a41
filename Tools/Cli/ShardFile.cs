using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;

namespace Plimsoll.Cli;

/// <summary>What one shard of a search came to, as a file: <c>OUT/NAME.2-of-5.json</c>.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Verb"><c>explore</c> or <c>litmus</c>.</param>
/// <param name="Subject">The scenario's name, or the text of the litmus program.</param>
/// <param name="File">Of a litmus program: its file.</param>
/// <param name="Mutant">The bug that was planted, or <see cref="Replay.NoMutant"/>.</param>
/// <param name="Counterexample">The replay file that was written, or null.</param>
internal sealed record ShardFile(
    string Path, string Verb, string Subject, string File, string Mutant, Part Part, double Seconds,
    string? Counterexample)
{
    public const string Explore = "explore";
    public const string Litmus = "litmus";
    private const string Format = "plimsoll-shard";
    private const int Version = 1;
    private const int LongestName = 100;

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string PathOf(string folder, string name, ExplorationOptions options)
    {
        string which = string.Create(CultureInfo.InvariantCulture, $"{options.Shard}-of-{options.Shards}");
        return System.IO.Path.Combine(folder, $"{FileName(name)}.{which}.json");
    }

    /// <summary>The name with nothing in it that a file's name cannot have, and no longer than one can be.</summary>
    public static string FileName(string name) => string.Concat(name.Take(LongestName).Select(Safe));

    /// <summary>Whole or not at all.</summary>
    public void Write()
    {
        JsonObject json = new()
        {
            ["format"] = Format, ["version"] = Version, ["verb"] = Verb, ["subject"] = Subject, ["file"] = File,
            ["mutant"] = Mutant, ["seconds"] = Seconds, ["counterexample"] = Counterexample,
        };
        PartText.Write(Part, json);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        string part = $"{Path}.{Guid.NewGuid():N}.part";
        System.IO.File.WriteAllText(part, json.ToJsonString(Plain) + "\n");
        System.IO.File.Move(part, Path, overwrite: true);
    }

    /// <exception cref="InputException">There is no such file, or it is no shard's; says what is wrong.</exception>
    public static ShardFile Read(string path)
    {
        if (Directory.Exists(path)) throw new InputException($"{path}: a folder; name the files in it.");
        if (!System.IO.File.Exists(path)) throw new InputException($"{path}: there is no such file.");
        try
        {
            string text = System.IO.File.ReadAllText(path);
            JsonObject json = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false })
                as JsonObject
                ?? throw new FormatException("no object; a shard's result is one");
            if (Text(json, "format") != Format) throw new FormatException("no shard's result; --shard writes those");
            if (json["version"]?.ToJsonString() is var version && version != $"{Version}")
                throw new FormatException($"version {version ?? "none"} is not known, only version {Version} is");
            if (Text(json, "verb") is not (Explore or Litmus))
                throw new FormatException($"its verb is '{json["verb"]}'; explore or litmus is right");
            return new(
                path, Text(json, "verb"), Text(json, "subject"), Text(json, "file"), Text(json, "mutant"),
                PartText.Read(json), json["seconds"]?.GetValue<double>() ?? 0, (string?)json["counterexample"]);
        }
        catch (JsonException e)
        {
            throw new InputException(
                $"{path}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: no JSON, or a member twice; "
                + "one object is right.");
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new InputException($"{path}:1: {e.Message}.");
        }
    }

    private static string Text(JsonObject json, string member) =>
        json[member]?.GetValue<string>() ?? throw new FormatException($"it has no member '{member}'");

    private static char Safe(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '+' or '.' ? c : '_';
}
