using System.CommandLine;
using System.CommandLine.Parsing;
using Plimsoll.Specs.Evidence;

namespace Plimsoll.Cli;

/// <summary>The command line as a whole: verbs, their errors, their exit codes.</summary>
public static class CommandLine
{
    public static int Run(string[] args, Terminal terminal, CancellationToken stop)
    {
        try
        {
            RootCommand root = new(
                "Plimsoll: memory that is promised in advance, and every relevant interleaving of the code that "
                + "promises it.\n"
                + "Without arguments it explores every scenario and prints a verdict for each.");
            root.SetAction(_ => ExploreCommand.MainJob(terminal, stop));
            root.Subcommands.Add(ExploreCommand.Make(terminal, stop));
            root.Subcommands.Add(LitmusCommand.Make(terminal, stop));
            root.Subcommands.Add(MergeCommand.Make(terminal));
            root.Subcommands.Add(ReplayCommand.Make(terminal));
            root.Subcommands.Add(CheckCommand.Make(terminal, stop));
            root.Subcommands.Add(MutantsCommand.Make(terminal, stop));
            root.Subcommands.Add(MutantsCommand.MakeWorker(terminal, stop));
            root.Subcommands.Add(ValidateCommand.Make(terminal, stop));
            root.Subcommands.Add(SizeCommand.Make(terminal));
            ParseResult parsed = root.Parse(args);
            if (parsed.Errors.Count > 0)
                throw new InputException($"{Plain(parsed.Errors[0].Message)} See 'plimsoll --help'.");
            return parsed.Invoke(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                });
        }
        catch (Exception e) when (
            e is InputException or EvidenceException or FormatException or IOException or UnauthorizedAccessException)
        {
            terminal.Progress("");
            terminal.Error.WriteLine($"plimsoll: {e.Message.ReplaceLineEndings(" ")}");
            return Exit.BadInput;
        }
        catch (OperationCanceledException)
        {
            terminal.Progress("");
            terminal.Error.WriteLine("plimsoll: stopped before the end; nothing broken was found until then");
            return Exit.Held;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            terminal.Progress("");
            terminal.Error.WriteLine($"plimsoll: a fault of plimsoll itself, please report it: {e}");
            return Exit.Fault;
        }
    }

    /// <summary>The parser names runtime types; a reader wants to know what would be right.</summary>
    private static string Plain(string message)
    {
        int at = message.IndexOf(" as expected type '", StringComparison.Ordinal);
        if (at < 0) return message;
        return message[..at]
            + (message.Contains("Int", StringComparison.Ordinal) ? ": a whole number in range is needed."
            : ": another kind of value is needed.");
    }
}
