using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Plimsoll.Specs;
using Plimsoll.Tests.Cli;
using Xunit;

namespace Plimsoll.Tests.Specs;

/// <summary>
/// One file holds the knobs: `dotnet test` delivers it as variables, the command line reads it itself.
/// </summary>
public sealed class KnobsTests
{
    [Fact]
    public void PlainDotnetTest_DeliversTheVariablesOfTheFile()
    {
        Dictionary<string, string> file = File();
        Assert.Equal(
            ["PLIMSOLL_BOUND", "PLIMSOLL_ITERATIONS", "PLIMSOLL_MEMORY", "PLIMSOLL_OUT", "PLIMSOLL_SEED",
                "PLIMSOLL_STRATEGY"],
            file.Keys.Order(StringComparer.Ordinal));
        Assert.All(file, knob => Assert.Equal(knob.Value, Environment.GetEnvironmentVariable(knob.Key)));
    }

    [Fact]
    public void Load_UnderDotnetTest_HasTheValuesOfTheFile()
    {
        Dictionary<string, string> file = File();
        Knobs knobs = Knobs.Load();
        Assert.Equal(
            (file["PLIMSOLL_STRATEGY"], file["PLIMSOLL_ITERATIONS"], file["PLIMSOLL_BOUND"], file["PLIMSOLL_SEED"],
                file["PLIMSOLL_MEMORY"], file["PLIMSOLL_OUT"]),
            (knobs.Strategy, $"{knobs.Iterations}", $"{knobs.Bound}", $"{knobs.Seed}", knobs.Memory, knobs.Out));
    }

    [Fact]
    public void CommandLine_WithoutVariables_ReadsTheNearestFile()
    {
        using Scratch scratch = new();
        Settings(scratch, "<PLIMSOLL_BOUND>1</PLIMSOLL_BOUND>");
        string inner = Directory.CreateDirectory(scratch.In("inner")).FullName;
        CliRun run = FreshProcess.Run(inner, "explore", "own-lists", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(1, run.Json().GetProperty("scenarios")[0].GetProperty("bound").GetInt32());
    }

    [Theory]
    [InlineData("<PLIMSOLL_BOUND>two</PLIMSOLL_BOUND>", "PLIMSOLL_BOUND is 'two'")]
    [InlineData("<PLIMSOLL_STRATEGY>best</PLIMSOLL_STRATEGY>", "'best'")]
    [InlineData("<PLIMSOLL_BOUND>", "Coyote.runsettings:2:")]
    public void File_WithAValueThatMakesNoSense_IsRefusedByTheCommandLine(string variables, string said)
    {
        using Scratch scratch = new();
        Settings(scratch, variables);
        FreshProcess.Run(scratch.Root, "explore", "own-lists").IsRefused(said);
    }

    private static void Settings(Scratch scratch, string variables) => scratch.Write(
        "Coyote.runsettings",
        $"""
        <RunSettings><RunConfiguration><EnvironmentVariables>
        {variables}</EnvironmentVariables></RunConfiguration></RunSettings>

        """);

    /// <summary>The file at the top of the repository, read as XML and nothing else.</summary>
    private static Dictionary<string, string> File([CallerFilePath] string here = "")
    {
        string top = Path.GetFullPath("../../..", here);
        return XDocument.Load(Path.Combine(top, "Coyote.runsettings")).Descendants("EnvironmentVariables").Elements()
            .ToDictionary(e => e.Name.LocalName, e => e.Value.Trim());
    }
}
