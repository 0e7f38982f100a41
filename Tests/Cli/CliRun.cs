using System.Globalization;
using System.Text.Json;
using Plimsoll.Cli;
using Xunit;

namespace Plimsoll.Tests.Cli;

/// <summary>What one call of the command line answered, in this process.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public static CliRun Of(params string[] args) => With(CancellationToken.None, args);

    public static CliRun With(CancellationToken stop, params string[] args)
    {
        using StringWriter stdout = new(CultureInfo.InvariantCulture);
        using StringWriter stderr = new(CultureInfo.InvariantCulture);
        int code = CommandLine.Run(args, new Terminal(stdout, stderr, false), stop);
        return new(code, stdout.ToString(), stderr.ToString());
    }

    /// <summary>Exit 2: one line on the error stream with these words in it, nothing on the other.</summary>
    public void IsRefused(params string[] words)
    {
        Assert.Equal((2, ""), (Code, Out));
        string line = Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("plimsoll: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
    }

    /// <summary>Exactly one JSON object is on standard output, and nothing on the other.</summary>
    public JsonElement Json()
    {
        Assert.Equal("", Error);
        using JsonDocument document = JsonDocument.Parse(Out);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        return document.RootElement.Clone();
    }
}
