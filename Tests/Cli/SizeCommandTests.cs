using System.Text.Json;
using Xunit;

namespace Plimsoll.Tests.Cli;

/// <summary>Demand in, pages out: the golden estimates of K, and what a user does with the answer.</summary>
public sealed class SizeCommandTests
{
    [Theory]
    [InlineData("--bytes 1", 25)]
    [InlineData("--bytes 4096", 26)]
    [InlineData("--bytes 262144", 152)]
    [InlineData("--bytes 1048576", 536)]
    public void Size_Bytes_ShowsThePublishedEstimate(string demand, long pages) =>
        Assert.Equal(pages, Json(demand).GetProperty("pages2008").GetInt64());

    [Fact]
    public void Size_Bytes_SoundIsMoreThanAnyChurnNeeds()
    {
        JsonElement json = Json("--bytes 1048576");
        Assert.True(json.GetProperty("pagesSound").GetInt64() >= 2082, $"{json}");
        Assert.Contains("churn", json.GetProperty("terms")[0].GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Size_PacketPath_SaysWhatToReserveAndWhatToChargeAgainst()
    {
        CliRun run = CliRun.Of(Words("--object 232x1000 --object 2048x1000 --cpus 4"));
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("Reserve 603 pages (2,412 kB).", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"1,000 of class 256 +63 +63 +63 +256,000", run.Out);
        Assert.Matches(@"1,000 of class 2048 +500 +500 +501 +2,048,000", run.Out);
        Assert.Matches(@"slabs not full +3 +12 +39", run.Out);
        Assert.Matches(@"in all +566 +575 +603 +2,304,000", run.Out);
        Assert.Contains("Charge each kind against the limit in its own line", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--bytes 65536 --nodes 2")]
    [InlineData("--object 1x1 --object 8x1 --object 20000x7 --nodes 4")]
    [InlineData("--bytes 9223372036854775807")]
    [InlineData("--bytes 0")]
    [InlineData("--object 256x0")]
    public void Size_Columns_AddUpToTheEstimates(string demand)
    {
        JsonElement json = Json(demand);
        JsonShape.Is(
            json, "bytes:i", "objects:o[]", "cpus:i", "nodes:i", "pages2007:i", "pages2008:i", "pagesSound:i",
            "limitBytes:i", "terms:o[]", "advice:s[]");
        foreach (JsonElement term in json.GetProperty("terms").EnumerateArray())
        {
            JsonShape.Is(
                term, "term:s", "pages2007:i", "pages2008:i", "pagesSound:i", "limitBytes:i", "why:s");
        }

        foreach (string column in new[] { "pages2007", "pages2008", "pagesSound", "limitBytes" })
        {
            long sum = json.GetProperty("terms").EnumerateArray().Sum(term => term.GetProperty(column).GetInt64());
            Assert.Equal(json.GetProperty(column).GetInt64(), sum);
        }
    }

    [Fact]
    public void Size_ObjectsOfOneClass_ShareTheirSlabs()
    {
        long apart = Json("--object 1x100").GetProperty("pagesSound").GetInt64();
        JsonElement together = Json("--object 1x100 --object 8x100");
        Assert.Equal(apart, together.GetProperty("pagesSound").GetInt64());
        Assert.Equal(200 * 8, together.GetProperty("limitBytes").GetInt64());
    }

    /// <summary>G48, G49: CPUs that may come online, and what bypasses the caches.</summary>
    [Fact]
    public void Size_WhatThePublishedEstimatesForget_IsCounted()
    {
        long one = Json("--object 64x10", cpus: 1).GetProperty("pagesSound").GetInt64();
        Assert.Equal(one + 9, Json("--object 64x10", cpus: 4).GetProperty("pagesSound").GetInt64());
        JsonElement large = Json("--object 20000x4");
        Assert.Equal(0, large.GetProperty("pages2008").GetInt64());
        Assert.Equal(32, large.GetProperty("pagesSound").GetInt64());
        string? advice = large.GetProperty("advice")[0].GetString();
        Assert.Contains("contiguous", advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size", "--object SIZExCOUNT", "--bytes N")]
    [InlineData("size --bytes -1", "--bytes -1")]
    [InlineData("size --bytes 1e9", "'1e9'", "whole number")]
    [InlineData("size --bytes 9223372036854775808", "--bytes", "whole number in range")]
    [InlineData("size --object 4", "'4'", "SIZExCOUNT")]
    [InlineData("size --object x", "'x'")]
    [InlineData("size --object 4x", "'4x'")]
    [InlineData("size --object 4x-1", "'4x-1'")]
    [InlineData("size --object 4x4x4", "'4x4x4'")]
    [InlineData("size --object 0x4", "'0x4'", "at least 1 byte")]
    [InlineData("size --object 1099511627777x1", "at most 2^40 bytes")]
    [InlineData("size --object 4x9223372036854775808", "SIZExCOUNT")]
    [InlineData("size --object 8192x9223372036854775807", "2^63")]
    [InlineData("size --object 8x9223372036854775807 --bytes 9223372036854775807", "2^63")]
    [InlineData("size --bytes 1 --cpus 0", "--cpus 0", "from 1 to 8192")]
    [InlineData("size --bytes 1 --cpus 8193", "--cpus 8193")]
    [InlineData("size --bytes 1 --cpus two", "'two'")]
    [InlineData("size --bytes 1 --nodes -3", "--nodes -3", "from 1 to 1024")]
    [InlineData("size --bytes 1 --frobnicate", "'--frobnicate'")]
    [InlineData("size --bytes 1 2", "'2'")]
    [InlineData("size --bytes", "--bytes")]
    [InlineData("size --json", "--bytes N")]
    public void Size_ThatMakesNoSense_IsRefusedInOneLine(string line, params string[] words)
    {
        ArgumentNullException.ThrowIfNull(line);
        CliRun.Of(line.Split(' ')).IsRefused(words);
    }

    [Fact]
    public void Size_MoreThanTheKernelCanHold_SaysSo() => Assert.Contains(
        Json("--object 4096x1000000000").GetProperty("advice").EnumerateArray(),
        advice => advice.GetString()!.Contains("var_free_kbytes", StringComparison.Ordinal));

    private static JsonElement Json(string demand, int cpus = 2)
    {
        CliRun run = CliRun.Of([.. Words(demand), "--cpus", $"{cpus}", "--json"]);
        Assert.Equal(0, run.Code);
        return run.Json();
    }

    private static string[] Words(string demand) => ["size", .. demand.Split(' ')];
}
