using System.Text.Json;
using Xunit;

namespace Plimsoll.Tests.Cli;

public sealed class MutantsCommandTests : IDisposable
{
    private const string Good = """
        id: M1
        name: mark-ignored
        breaks: INV-STRICT
        scenario: two-takers-one-page
        file: Implementation/Pages/Zone.cs
        --- old
                if (MarkHolds(free, order, threshold) && HasBlock(order))
        --- new
                if (HasBlock(order))

        """;

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Mutants_Json_HasTheFieldsOfTheContract()
    {
        CliRun run = CliRun.Of("mutants", "G1", "P2", "--bound", "2", "--seed", "1", "--json");
        Assert.Equal(0, run.Code);
        JsonElement json = run.Json();
        JsonShape.Is(json, "mutants:o[]");
        JsonElement[] all = [.. json.GetProperty("mutants").EnumerateArray()];
        Assert.Equal(["G1", "P2"], all.Select(m => m.GetProperty("id").GetString()));
        Assert.All(all, m =>
        {
            // What follows the first line goes beyond the contract.
            JsonShape.Is(
                m, "id:s", "law:s", "killed:b", "how:s", "killedBy:s?", "scenario:s?", "executions:i", "seconds:n",
                "name:s", "control:s", "memory:s", "survives:s");
            Assert.True(m.GetProperty("killed").GetBoolean());
            Assert.Equal(m.GetProperty("law").GetString(), m.GetProperty("killedBy").GetString());
            Assert.Equal("BOUNDED(2)", m.GetProperty("control").GetString());
        });
    }

    [Fact]
    public void Mutants_FromAFolder_KilledAndSurvived_AreToldApart()
    {
        scratch.Write("m1.mutant", Good);
        Assert.Equal(0, CliRun.Of("mutants", "--from", scratch.Root).Code);
        scratch.Write(
            "m2.mutant",
            Good.Replace("M1", "M2", StringComparison.Ordinal).Replace(
            "        if (HasBlock(order))",
            "        // a comment\n        if (MarkHolds(free, order, threshold) && HasBlock(order))",
            StringComparison.Ordinal));
        CliRun run = CliRun.Of("mutants", "--from", scratch.Root);
        Assert.Equal((1, ""), (run.Code, run.Error));
        string[] lines = run.Out.TrimEnd().Split('\n');
        Assert.Contains("killed by INV-STRICT", lines[0], StringComparison.Ordinal);
        Assert.Contains("SURVIVED", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("1 of 2 mutants killed", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("if (HasBlock(order))", "if (HasBlock(", "compile")]
    [InlineData(
        "if (HasBlock(order))",
        "if (free > 0) throw new InvalidOperationException(\"planted\");\n        if (HasBlock(order))", "crash")]
    public void Mutants_ThatDoNotRun_AreNoKill(string right, string wrong, string how)
    {
        scratch.Write("m.mutant", Good.Replace("        " + right, "        " + wrong, StringComparison.Ordinal));
        CliRun run = CliRun.Of("mutants", "--from", scratch.Root, "--json");
        JsonElement mutant = Assert.Single(run.Json().GetProperty("mutants").EnumerateArray());
        Assert.Equal(
            (1, false, how),
            (run.Code, mutant.GetProperty("killed").GetBoolean(), mutant.GetProperty("how").GetString()));
    }

    [Theory]
    [InlineData(
        "if (MarkHolds(free, order, threshold)", "if (MarkHolds(liberty, order, threshold)", "M1",
        "not in Implementation/Pages/Zone.cs")]
    [InlineData(
        "if (MarkHolds(free, order, threshold) && HasBlock(order))", "uint", "M1",
        "more than once in Implementation/Pages/Zone.cs")]
    [InlineData("Pages/Zone.cs", "Pages/Nowhere.cs", "M1", "Implementation/Pages/Nowhere.cs")]
    [InlineData("Implementation/Pages/Zone.cs", "Tools/Cli/Program.cs", "bad.mutant:5", "Tools/Cli/Program.cs")]
    [InlineData("INV-STRICT", "INV-STRIKT", "bad.mutant", "INV-STRIKT")]
    [InlineData("breaks: INV-STRICT", "breaks: INV-STRICT INV-NOTHING", "bad.mutant", "INV-NOTHING")]
    [InlineData("two-takers-one-page", "two-takers-two-pages", "bad.mutant", "two-takers-two-pages")]
    [InlineData("name: mark-ignored\n", "", "bad.mutant", "'name:' is missing")]
    [InlineData("--- new", "--- newer", "bad.mutant", "'--- new' must follow")]
    [InlineData("id: M1", "id: A1", "two mutants are called A1")]
    public void Mutants_WithAFileThatDoesNotFit_AreRefusedBeforeAnyRuns(
        string right, string wrong, params string[] words)
    {
        scratch.Write("a-good.mutant", Good.Replace("M1", "A1", StringComparison.Ordinal));
        Assert.Contains(right, Good, StringComparison.Ordinal);
        scratch.Write("bad.mutant", Good.Replace(right, wrong, StringComparison.Ordinal));
        CliRun.Of("mutants", "--from", scratch.Root).IsRefused(words);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\u0001\u0002 binary")]
    public void Mutants_WithAFileOfNothing_AreRefused(string text)
    {
        scratch.Write("bad.mutant", text);
        CliRun.Of("mutants", "--from", scratch.Root).IsRefused("bad.mutant:1");
    }

    [Fact]
    public void Mutants_FromAFolderWithout_AreRefused() =>
        CliRun.Of("mutants", "--from", scratch.Root).IsRefused(scratch.Root);
}
