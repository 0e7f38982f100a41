using System.CommandLine;
using System.Globalization;
using Plimsoll.Specs.Evidence;

namespace Plimsoll.Cli;

/// <summary><c>validate</c>: recordings of real kernels against the laws.</summary>
internal static class ValidateCommand
{
    public static Command Make(Terminal terminal, CancellationToken stop)
    {
        Command command = new(
            "validate", "Checks recordings of real kernels. Example: plimsoll validate Tests/Recordings/idle");
        Argument<string[]> paths = new("path")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "a recording's folder, a trace, zoneinfo or buddyinfo; .gz too",
        };
        Option<bool> json = ExplorationArguments.Json;
        command.Arguments.Add(paths);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            ValidationReport report = Validate(terminal, parsed.GetValue(paths)!, stop);
            terminal.Out.WriteLine(parsed.GetValue(json) ? report.ToJson() : report.ToText().TrimEnd());
            return report.Holds ? Exit.Held : Exit.Broken;
        });
        return command;
    }

    /// <summary>
    /// One path after the other, so that there is a verdict for what was done when the rest is called off.
    /// </summary>
    private static ValidationReport Validate(Terminal terminal, string[] paths, CancellationToken stop)
    {
        List<FileReport> files = [];
        double seconds = 0;
        try
        {
            foreach (string path in paths)
            {
                stop.ThrowIfCancellationRequested();
                ValidationReport report = Validator.Run([path], new Shown(terminal), stop);
                files.AddRange(report.Files);
                seconds += report.Seconds;
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Progress("");
            terminal.Error.WriteLine($"plimsoll: stopped before the end; the verdict is for {files.Count} files");
        }

        terminal.Progress("");
        return new(files, seconds);
    }

    /// <summary>Progress as it comes: System.Progress would show it late, from another thread.</summary>
    private sealed class Shown(Terminal terminal) : IProgress<ValidationProgress>
    {
        public void Report(ValidationProgress value) =>
            terminal.Progress($"{value.Path}: {value.Events.ToString("N0", CultureInfo.InvariantCulture)} events");
    }
}
