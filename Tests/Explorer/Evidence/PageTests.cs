using System.Text.RegularExpressions;
using System.Xml.Linq;
using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>The page, held against the execution it shows and an order computed another way.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void Page_HasABoxAStep_ALaneACpu_AndAnArrowACrossEdge(MemoryModel memory)
    {
        for (int seed = 1; seed <= 10; seed++) IsThePageOf(seed, memory);
    }

    private static void IsThePageOf(int seed, MemoryModel memory)
    {
        using CellProgram p = Mixed(seed);
        ExplorationOptions options =
            new() { Strategy = StrategyKind.Random, Seed = (ulong)seed, Memory = memory, CheckRaces = false };
        Failure failure = EngineTests.Broken(p, "END", options);
        XElement body = Parse(Page.Render(p, failure.Events, "mixed", ["END: <always>"], marked: true, memory));
        Step[] steps = [.. failure.Steps.Where(step => step.IsSchedulingPoint)];
        Assert.Equal(
            Enumerable.Range(1, steps.Length).Select(n => $"{n}"),
            Attributes(body, "data-step").OrderBy(n => n.Length).ThenBy(n => n));
        Assert.Equal(["0", "1", "2", "3"], Attributes(body, "data-lane"));
        string[] edges =
            [.. BruteOrder.CrossEdges([.. failure.Events], memory).Select(e => $"{e.From + 1} {e.To + 1}")];
        Assert.Equal(edges.Order(), Attributes(body, "data-hb").Order());
        Assert.NotEmpty(edges);
        foreach (XElement box in body.Descendants().Where(e => e.Attribute("data-step") is not null))
        {
            Step step = steps[(int)box.Attribute("data-step")! - 1];
            if (step.Kind is AccessKind.Begin or AccessKind.Fence) continue;
            string hover = box.Elements().Single(e => (string?)e.Attribute("role") == "tooltip").Value;
            Assert.Contains(
                $"cell {p.NameOf(step.Cell)}\nold {step.Old}\nnew {step.New}\nat {step.Place}", hover,
                StringComparison.Ordinal);
            Assert.EndsWith($"/{step.Cpu + 1}", (string)box.Attribute("style")!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", 10, 1)]
    [InlineData("load zone", 10, 1)]
    [InlineData("load zone0", 9, 2)]
    [InlineData("a bb ccc dddd", 6, 3)]
    [InlineData("1234567890123", 5, 3)]
    [InlineData("ab 1234567890", 5, 3)]
    [InlineData("12345 12345", 5, 2)]
    public void Line_IsBrokenAtSpaces_AndAWordOnlyWhereItIsTooLong(string text, int columns, int lines) =>
        Assert.Equal(lines, PageLayout.Lines(text, columns));

    [Fact]
    public void Lane_WithoutABox_IsNarrow_AndAllTogetherAreThePage()
    {
        PageLayout layout = new([true, false, true], [(0, "a"), (2, "b")]);
        double[] widths = [.. layout.Widths];
        Assert.Equal(100, widths.Sum(), 3);
        Assert.Equal(widths[0], widths[2], 3);
        Assert.True(widths[1] < widths[0] / 2);
        Assert.True(layout.Edge(0, right: true) < widths[0]);
        Assert.Equal((false, true), (layout.IsRight(0), layout.IsRight(2)));
    }

    [Fact]
    public void Page_LoadsNothing_RunsNothing_AndEscapesWhatItIsGiven()
    {
        using CellProgram p = EngineTests.Counter(atomic: false);
        Failure failure = EngineTests.Broken(p, "SUM");
        string page = Page.Render(p, failure.Events, "a <b> & \"c\"", ["x < y"], marked: true);
        Assert.DoesNotMatch(@"(?i)<script|<link|<img|<iframe|@import|https?:|\bon\w+=|\bsrc=", page);
        Assert.Contains("<title>a &lt;b&gt; &amp; &quot;c&quot;</title>", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"law\">x &lt; y</p>", page, StringComparison.Ordinal);
        Assert.Contains("@page{size:A4", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "class=\"(step|note)( writes)? broken\""));
        string whole = Page.Render(p, failure.Events, "t", [], marked: false);
        Assert.DoesNotContain("broken\"", whole, StringComparison.Ordinal);
    }

    private static string[] Attributes(XElement body, string name) =>
        [.. body.DescendantsAndSelf().Attributes(name).Select(a => a.Value)];

    /// <summary>What stands between the tags of the body is well formed.</summary>
    private static XElement Parse(string page)
    {
        int start = page.IndexOf("<body>", StringComparison.Ordinal);
        string body = page[start..page.IndexOf("</html>", StringComparison.Ordinal)];
        return XElement.Parse(body, LoadOptions.PreserveWhitespace);
    }

    /// <summary>Four CPUs that do a dozen things each, drawn from a seed.</summary>
    internal static CellProgram Mixed(int seed)
    {
        return new("x y z lock", 4, Twin) { AtEnd = _ => Engine.Current!.Fail("END", "always") };

        async CoTask Twin(CellProgram p, int cpu)
        {
            Prng random = Prng.Of((ulong)seed, (ulong)cpu);
            for (int i = 0; i < 12; i++)
            {
                nuint cell = p[random.Next(3)];
                switch (random.Next(9))
                {
                    case 0: await S.Store(cell, (uint)i); break;
                    case 1: await S.StoreRelaxed(cell, (uint)i); break;
                    case 2: await S.CompareExchange(cell, (uint)i + 1, 0); break;
                    case 3: await S.Add(cell, 1); break;
                    case 4: await S.Fence(); break;
                    case 5:
                        if (await S.TryLock(p[3])) await S.Unlock(p[3]);
                        break;
                    case 6:
                        await S.Lock(p[3]);
                        await S.Unlock(p[3]);
                        break;
                    default: await S.Load(cell); break;
                }
            }
        }
    }
}
