using System.Globalization;
using Plimsoll.Explorer;

namespace Plimsoll.Cli;

/// <summary>How far a search that was split has come, in a sentence.</summary>
internal static class ShardText
{
    public static string Of(Part part)
    {
        string of = part.Shards > 1 ? $"shard {part.Shard} of {part.Shards}, " : "";
        string units = part.Due is { } due
            ? string.Create(CultureInfo.InvariantCulture, $"{part.Done} of {due} units done")
            : string.Create(CultureInfo.InvariantCulture, $"{part.Done} units done");
        if (part.HasStrayed)
        {
            return $"{of}{units}; the split left schedules out, since a CPU did what none had done when it was made:"
                + " run all shards again with --no-guess";
        }

        return part.Done < part.Due ? $"{of}{units}: not complete" : $"{of}{units}";
    }

    /// <summary>Says what is missing where the result is JSON: that looks the same however it came about.</summary>
    public static void Warn(Terminal terminal, Report report)
    {
        if (report is { Failure: null, Part: { } part } && (part.HasStrayed || part.Done < part.Due))
            terminal.Error.WriteLine($"plimsoll: {report.Program}: {Of(part)}");
    }
}
