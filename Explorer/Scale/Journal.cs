using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plimsoll.Explorer;

/// <summary>
/// The file of <c>--resume</c>: a line for each unit that is done, written when it is. A run that was killed is
/// continued from it; half a last line is what remains of a unit that was not done, and is taken away.
/// </summary>
public sealed class Journal : IDisposable
{
    private const string Format = "plimsoll-resume";
    private const int Version = 1;
    private const string NoJournal = "no file of --resume: name a new file";

    private readonly FileStream file;
    private readonly Dictionary<string, (int Line, Part Part)> searches = [];

    private Journal(string path, FileStream file)
    {
        Path = path;
        this.file = file;
    }

    public string Path { get; }

    /// <summary>Opens a journal, or begins one.</summary>
    /// <exception cref="FormatException">It is not one, or of another version; says where.</exception>
    /// <exception cref="IOException">It cannot be opened, or another run writes to it.</exception>
    public static Journal Open(string path)
    {
        Journal journal = new(path, new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            journal.Read();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>What was begun of a search of this program, or null.</summary>
    internal SearchKey? Begun(string program) =>
        searches.TryGetValue(program, out (int Line, Part Part) found) ? found.Part.Key : null;

    /// <summary>The part to go on with: as it stands here, or a new one.</summary>
    /// <exception cref="FormatException">Another search of this program stands here.</exception>
    internal Part Continue(Part fresh)
    {
        if (!searches.TryGetValue(fresh.Key.Program, out (int Line, Part Part) found))
        {
            Restart(fresh);
            return fresh;
        }

        string? difference = found.Part.Key.Difference(fresh.Key);
        if ((found.Part.Shard, found.Part.Shards) != (fresh.Shard, fresh.Shards))
            difference = $"it is shard {found.Part.Shard} of {found.Part.Shards}";
        if (difference is null) return found.Part;
        throw new FormatException(
            $"{Path}:{found.Line}: another search of {fresh.Key.Program} was begun here: {difference}");
    }

    /// <summary>What was done of the program counts no more: it is searched anew.</summary>
    internal void Restart(Part fresh)
    {
        searches[fresh.Key.Program] = (0, fresh);
        JsonObject line = [];
        PartText.Write(fresh, line);
        Write(line);
    }

    /// <summary>A unit is done.</summary>
    internal void Append(Part part, DoneUnit unit)
    {
        JsonObject line = PartText.Write(unit);
        line["program"] = part.Key.Program;
        Write(line);
    }

    private void Write(JsonObject line)
    {
        file.Write(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
        file.Flush();
    }

    private void Read()
    {
        // In bytes: what a kill left need not be text.
        using MemoryStream copy = new();
        file.CopyTo(copy);
        ReadOnlySpan<byte> bytes = copy.GetBuffer().AsSpan(0, (int)copy.Length);
        int end = bytes.LastIndexOf((byte)'\n') + 1;
        if (end == 0)
        {
            if (!Encoding.UTF8.GetBytes(Header().ToJsonString()).AsSpan().StartsWith(bytes))
                throw new FormatException($"{Path}:1: {NoJournal}");
            file.SetLength(0);
            Write(Header());
            return;
        }

        string[] lines = Encoding.UTF8.GetString(bytes[..(end - 1)]).Split('\n');
        for (int i = 0; i < lines.Length; i++) Parse(lines[i], i + 1);
        file.SetLength(end);
        file.Seek(0, SeekOrigin.End);
    }

    private void Parse(string text, int number)
    {
        try
        {
            JsonObject line = PartText.Parse(text);
            if (number == 1) Check(line);
            else if (line.ContainsKey("search")) Search(line, number);
            else Unit(line);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{Path}:{number}: {e.Message}");
        }
    }

    private static JsonObject Header() => new() { ["format"] = Format, ["version"] = Version };

    private static void Check(JsonObject line)
    {
        if (line["format"]?.ToJsonString() != $"\"{Format}\"") throw new FormatException(NoJournal);
        if (line["version"]?.ToJsonString() != $"{Version}")
        {
            throw new FormatException(
                $"version {line["version"]?.ToJsonString() ?? "none"} is not known, only version {Version} is");
        }
    }

    private void Search(JsonObject line, int number)
    {
        Part part = PartText.Read(line);
        searches[part.Key.Program] = (number, part);
    }

    private void Unit(JsonObject line)
    {
        string program = PartText.Checked(() => (string)line["program"]!);
        if (!searches.TryGetValue(program, out (int Line, Part Part) search))
            throw new FormatException($"a unit of {program}, of which no search was begun");
        PartText.ReadDone(line, search.Part);
    }
}
