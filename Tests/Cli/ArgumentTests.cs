using Xunit;

namespace Plimsoll.Tests.Cli;

/// <summary>Arguments that make no sense: exit 2, one line, nothing on standard output.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData("frobnicate", "'frobnicate'")]
    [InlineData("Explore", "'Explore'")]
    [InlineData("--frobnicate", "'--frobnicate'")]
    [InlineData("explore --frobnicate", "'--frobnicate'")]
    [InlineData("replay x.replay --seed 1", "'--seed'")]
    [InlineData("validate --bound 1 x", "--bound")]
    [InlineData("mutants --substrate twin", "'--substrate'")]
    [InlineData("replay", "file")]
    [InlineData("validate", "path")]
    [InlineData("replay one.replay two.replay", "'two.replay'")]
    [InlineData("explore nowhere", "'nowhere'", "own-lists")]
    [InlineData("explore own-lists Own-Lists", "'Own-Lists'")]
    [InlineData("explore --list nowhere", "'nowhere'")]
    [InlineData("explore own-lists --mutant G999", "'G999'", "G1,")]
    [InlineData("explore own-lists --mutant g1", "'g1'")]
    [InlineData("explore own-lists --mutant G1 --substrate threads", "--mutant", "twin")]
    [InlineData("mutants G999", "'G999'")]
    [InlineData("check CFG9", "'CFG9'", "CFG3")]
    [InlineData("check CFG3 CFG9", "'CFG9'")]
    [InlineData("check --workers 0", "--workers 0")]
    [InlineData("check --workers 65", "--workers 65")]
    [InlineData("check --workers two", "'two'", "whole number")]
    [InlineData("check --drop E10", "'E10'")]
    [InlineData("check --drop", "--drop")]
    [InlineData("check --published G83", "'G83'", "all")]
    [InlineData("check --published CheckThenTook", "'CheckThenTook'")]
    [InlineData("check CFG3 --published all", "--published all")]
    [InlineData("check --published G29 --drop E1", "one of them")]
    [InlineData("check --strategy dfs", "'--strategy'")]
    [InlineData("mutants --from /no/such/folder", "/no/such/folder")]
    [InlineData("mutants --auto 0", "--auto 0")]
    [InlineData("mutants --auto many", "'many'")]
    [InlineData("mutants --strategy best G1", "'best'")]
    [InlineData("explore --strategy best", "'best'", "pos, dfs, source-dpor or optimal-dpor")]
    [InlineData("explore --strategy", "--strategy")]
    [InlineData("explore --memory weak", "'weak'", "sc, tso or pso")]
    [InlineData("explore --substrate fibers", "'fibers'", "twin, nested or threads")]
    [InlineData("explore --bound two", "'two'", "whole number")]
    [InlineData("explore --bound -1", "-1")]
    [InlineData("explore --bound 1001", "1001")]
    [InlineData("explore --bound 99999999999", "99999999999")]
    [InlineData("explore --bound 2.5", "2.5")]
    [InlineData("explore --iterations 0", "--iterations 0")]
    [InlineData("explore --iterations -5", "-5")]
    [InlineData("explore --iterations some", "'some'")]
    [InlineData("explore --seed -1", "'-1'")]
    [InlineData("explore --seed 99999999999999999999999", "--seed")]
    [InlineData("explore --time 0s", "'0s'")]
    [InlineData("explore --time -3s", "'-3s'")]
    [InlineData("explore --time 30", "'30'", "30s")]
    [InlineData("explore --time 30ms", "'30ms'")]
    [InlineData("explore --time s", "'s'")]
    [InlineData("explore --time NaNs", "'NaNs'")]
    [InlineData("explore --time 1e9s", "'1e9s'")]
    [InlineData("explore --time 99999999h", "'99999999h'")]
    [InlineData("explore own-lists --strategy optimal-dpor --bound 1", "--bound", "optimal-dpor has none")]
    [InlineData("explore own-lists --strategy dfs --bound 1", "--bound", "dfs has none")]
    [InlineData("explore own-lists --strategy urw --bound 1", "--bound", "urw has none")]
    [InlineData("explore own-lists --substrate nested --bound 2", "at most one preemption")]
    [InlineData("explore own-lists --substrate nested --strategy dfs", "at most one preemption")]
    public void Arguments_ThatMakeNoSense_AreRefusedInOneLine(string line, params string[] words)
    {
        ArgumentNullException.ThrowIfNull(line);
        CliRun.Of(line.Split(' ')).IsRefused(words);
    }

    [Theory]
    [InlineData("explore", "own-lists", "--out", "")]
    [InlineData("explore", "own-lists", "--time", "")]
    [InlineData("explore", "own-lists", "--mutant", "")]
    [InlineData("explore", "")]
    [InlineData("litmus", "")]
    [InlineData("replay", "")]
    [InlineData("validate", "")]
    [InlineData("mutants", "")]
    [InlineData("check", "")]
    [InlineData("check", "--published", "")]
    [InlineData("check", "--drop", "")]
    [InlineData("check", "--out", "")]
    [InlineData("mutants", "--from", "")]
    [InlineData("explore", "own-lists", "--strategy", "")]
    public void Arguments_ThatAreEmpty_AreRefusedInOneLine(params string[] args) => CliRun.Of(args).IsRefused();

    [Theory]
    [InlineData("explore")]
    [InlineData("litmus")]
    [InlineData("check")]
    [InlineData("replay")]
    [InlineData("mutants")]
    [InlineData("validate")]
    [InlineData("size")]
    public void Help_OfEveryVerb_HasAnExample(string verb)
    {
        CliRun run = CliRun.Of(verb, "--help");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains($"Example: plimsoll {verb} ", run.Out, StringComparison.Ordinal);
        Assert.Contains("--json", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_OfTheWhole_NamesEveryVerb()
    {
        CliRun run = CliRun.Of("--help");
        Assert.Equal((0, ""), (run.Code, run.Error));
        string[] verbs = ["explore", "litmus", "check", "replay", "mutants", "validate", "size"];
        Assert.All(verbs, verb => Assert.Contains(verb, run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void Json_WithBadInput_PrintsNoObject()
    {
        CliRun.Of("explore", "nowhere", "--json").IsRefused();
        CliRun.Of("check", "nowhere", "--json").IsRefused();
        CliRun.Of("validate", "/nowhere", "--json").IsRefused();
        CliRun.Of("replay", "/nowhere", "--json").IsRefused();
        CliRun.Of("mutants", "nowhere", "--json").IsRefused();
    }
}
