using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Specs;

namespace Plimsoll.Cli;

using Command = System.CommandLine.Command;

/// <summary><c>litmus</c>: small programs in a language of their own, and what they can come to.</summary>
internal sealed class LitmusCommand
{
    private readonly List<(LitmusGuest Guest, Report Report)> done = [];
    private readonly Terminal terminal;
    private readonly ExplorationOptions options;
    private readonly string folder;

    private LitmusCommand(Terminal terminal, ExplorationOptions options, string folder)
    {
        this.terminal = terminal;
        this.options = options;
        this.folder = folder;
    }

    public static Command Make(Terminal terminal, CancellationToken stop)
    {
        Command command = new(
            "litmus",
            "Explores small programs and shows every outcome they have; docs/formats.md describes the language. "
            + "Example: plimsoll litmus Tests/Litmus/programs/sb.litmus --memory tso");
        Argument<string[]> files = new("file")
        {
            Arity = ArgumentArity.OneOrMore, Description = "programs, one a file",
        };
        ExplorationArguments exploration = new();
        Option<bool> json = ExplorationArguments.Json;
        command.Arguments.Add(files);
        exploration.AddTo(command);
        command.Options.Add(exploration.Out);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            // What is as small as this is explored whole, unless a bound is asked for.
            Knobs knobs = Knobs.Load();
            string strategy = ExplorationArguments.NameOf(
                exploration.GivesBound(parsed) ? StrategyKind.Bounded : StrategyKind.SourceDpor);
            ExplorationOptions options = exploration.Read(parsed, knobs with { Strategy = strategy }, stop);
            string? folder = exploration.Folder(parsed);
            using Journal? journal = exploration.Journal(parsed);
            options = options with { Journal = journal };
            LitmusProgram[] programs = [.. (parsed.GetValue(files) ?? []).Select(Read)];
            if (options.Shards > 1 || journal is not null) RequireNames(programs);
            LitmusCommand run = new(
                terminal, options with { CountTraces = true, Coverage = true, Estimates = true, CheckRaces = false },
                folder ?? knobs.Out);
            return run.Run(programs, parsed.GetValue(json));
        });
        return command;
    }

    private static LitmusProgram Read(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new InputException("litmus '': name a file with a program.");
        if (path.StartsWith("--", StringComparison.Ordinal))
            throw new InputException($"litmus has no option '{path}'. See 'plimsoll litmus --help'.");
        if (Directory.Exists(path)) throw new InputException($"{path}: a folder; name the files in it.");
        if (!File.Exists(path)) throw new InputException($"{path}: there is no such file.");
        return LitmusProgram.Parse(File.ReadAllText(path), path);
    }

    /// <summary>What is finished is kept by name.</summary>
    private static void RequireNames(LitmusProgram[] programs)
    {
        Dictionary<string, string> files = [];
        foreach (LitmusProgram program in programs)
        {
            string name = ShardFile.FileName(program.Name);
            if (files.TryAdd(name, program.File)) continue;
            throw new InputException(
                $"{program.File}: its program is called '{name}', as that of {files[name]} is: --shard and --resume "
                + "tell programs apart by their names.");
        }
    }

    private int Run(LitmusProgram[] programs, bool json)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            foreach (LitmusProgram program in programs)
            {
                if (options.Cancellation.IsCancellationRequested) break;
                TimeSpan? share = options.Time - Stopwatch.GetElapsedTime(start);
                if (share is { } left)
                {
                    share = left > TimeSpan.Zero
                        ? left / (programs.Length - done.Count) : TimeSpan.FromMilliseconds(1);
                }

                Explore(program, share, programs.Length, json);
            }

            terminal.Progress("");
            if (json) terminal.Out.WriteLine(LitmusText.Json(done).ToJsonString());
            else LitmusText.Conclude(terminal, done, programs.Length, Stopwatch.GetElapsedTime(start));
            return done.Any(d => d.Report.Verdict == Verdict.Violation) ? Exit.Broken : Exit.Held;
        }
        finally
        {
            foreach ((LitmusGuest guest, _) in done) guest.Dispose();
        }
    }

    private void Explore(LitmusProgram program, TimeSpan? share, int of, bool json)
    {
        LitmusGuest guest = new(program);
        ExplorationOptions exploration = options with
        {
            Time = share,
            Edition = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(program.Text)).AsSpan(0, 8)),
            Progress = p => terminal.Progress(
                $"[{done.Count + 1}/{of}] {program.Name}: {ReportText.Progress(p)}"),
        };
        Report report = Exploration.Run(guest, exploration, () => new LitmusGuest(program));
        done.Add((guest, report));
        terminal.Progress("");
        string? path = report.Failure is { } failure ? Write(guest, failure) : null;
        if (options.Shards > 1)
        {
            ShardFile shard = new(
                ShardFile.PathOf(folder, guest.Name, options), ShardFile.Litmus, program.Text, program.File,
                Replay.NoMutant, report.Part!, report.Seconds, path);
            shard.Write();
        }

        if (json)
        {
            ShardText.Warn(terminal, report);
            return;
        }

        LitmusText.Print(terminal, guest, report);
        if (report.Part is { } part && options.Shards > 1) terminal.Out.WriteLine(ShardText.Of(part));
        if (path is not null) terminal.Out.WriteLine($"written to {path}");
        terminal.Out.WriteLine();
    }

    private string Write(LitmusGuest guest, Failure failure)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{ShardFile.FileName(guest.Name)}.{failure.Law}.txt");
        string part = $"{path}.{Guid.NewGuid():N}.part";
        File.WriteAllText(part, $"{guest.Program.File}\n\n{Table.Render(guest, failure)}");
        File.Move(part, path, overwrite: true);
        return path;
    }
}
