using System.Diagnostics;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;
using S = Plimsoll.Explorer.Guest;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// The page as a browser shows it. Where none is installed each test says so and asks nothing; what the page's text
/// alone can tell is judged in <see cref="PageTests"/>.
/// </summary>
public sealed class ShownPageTests(Browser browser, ITestOutputHelper output) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public Task Page_OfFourCpus_IsSeenWhole(MemoryModel memory)
    {
        ExplorationOptions options = new()
        {
            Strategy = StrategyKind.Random, Seed = 7, Memory = memory, CheckRaces = false,
        };
        return IsSeenWhole(PageTests.Mixed(7), "END", options);
    }

    [Fact]
    public Task Page_OfOneCpu_IsSeenWhole() => IsSeenWhole(Adders(1, "x", 5), "END", new());

    [Fact]
    public Task Page_OfLongNames_IsSeenWhole() =>
        IsSeenWhole(Adders(4, string.Concat(Enumerable.Repeat("zone[17].node[3].", 8)) + "NrFree", 3), "END", new());

    [Fact]
    public Task Page_OfHundredsOfSteps_IsSeenWhole_OnSeveralSheetsOfPaper() => IsSeenWhole(
        Adders(3, "x", 150), "END",
        new() { Strategy = StrategyKind.Random, Seed = 1 }, mostPages: 40, leastPages: 5);

    [Fact]
    public Task Page_OfADeadlock_IsSeenWhole()
    {
        return IsSeenWhole(new("a b", 2, Twin), Laws.Deadlock, new());

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Lock(p[cpu]);
            await S.Lock(p[1 - cpu]);
            await S.Unlock(p[1 - cpu]);
            await S.Unlock(p[cpu]);
        }
    }

    [Fact]
    public async Task Page_OfAnAllocatorWithABug_IsSeenWhole()
    {
        if (IsMissing()) return;
        using MutantBuild build = new MutantCompiler(SourceTree.Embedded).Compile(
            MutantFile.Catalogue().Single(m => m.Id == "G1"));
        using ScenarioProgram program = ScenarioRun.Program(
            PageScenarios.TwoTakersOnePage, Substrate.Twin, build.Assembly, Catalog.LawsAndModel());
        await IsSeenWhole(program, "INV-STRICT", new());
    }

    [Fact]
    public async Task Judge_SeesWhatIsWrongWithAPage()
    {
        if (IsMissing()) return;
        Shown wide = await browser.Show("<body><p style='width:1400px'>wide</p></body>");
        Assert.True(wide.Scrolls);
        Assert.NotEmpty(wide.CutOnScreen);
        Assert.NotEmpty(wide.CutOnPaper);
        Shown small = await browser.Show(
            "<body><div class=face style='height:9px;overflow:hidden'>a<br>b</div></body>");
        Assert.False(small.Scrolls);
        Assert.NotEmpty(small.CutOnScreen);
        Shown loud = await browser.Show("<body><script>console.error('oh')</script></body>");
        Assert.Contains(loud.Complaints, said => said.Contains("oh", StringComparison.Ordinal));
        Shown thrown = await browser.Show("<body><script>throw new Error('oh')</script></body>");
        Assert.NotEmpty(thrown.Complaints);
        Shown asking = await browser.Show("<body><img src='http://127.0.0.1:9/a.png'></body>");
        Assert.Equal(["http://127.0.0.1:9/a.png"], asking.Requests);
        Shown hidden = await browser.Show(
            "<style>@media print{div{display:none}}</style><body><div data-step=1>a</div></body>");
        Assert.Equal((1, 0), (hidden.Steps.Length, hidden.StepsOnPaper.Length));
        Assert.Equal("", hidden.Hovers[1]);
        Shown adrift = await browser.Show(
            "<body><i data-step=1>a</i><i data-step=2>b</i><svg><line data-hb='1 2' x1=9 y1=99 /></svg></body>");
        Assert.Single(adrift.AdriftOnScreen);
        Shown high = await browser.Show("<body><div class=sheet style='height:2000px'>high</div></body>");
        Assert.Equal(1, high.SheetsTooHigh);
        Assert.True(high.PaperPages > 1);
    }

    private bool IsMissing()
    {
        if (!browser.IsInstalled) output.WriteLine("no browser is installed: the page was not shown");
        return !browser.IsInstalled;
    }

    private async Task IsSeenWhole(
        CellProgram program, string law, ExplorationOptions options, int mostPages = 10, int leastPages = 1)
    {
        using (program)
        {
            if (!IsMissing()) await IsSeenWhole((IProgram)program, law, options, mostPages, leastPages);
        }
    }

    private async Task IsSeenWhole(
        IProgram program, string law, ExplorationOptions options, int mostPages = 10, int leastPages = 1)
    {
        Failure failure = Exploration.Run(program, options).Failure!;
        Assert.Equal(law, failure.Law);
        Step[] steps = [.. failure.Steps.Where(step => step.IsSchedulingPoint)];
        string[] edges = [.. BruteOrder.CrossEdges([.. failure.Events], options.Memory)
            .Select(edge => $"{edge.From + 1} {edge.To + 1}")];
        long start = Stopwatch.GetTimestamp();
        Shown shown = await browser.Show(Page.Render(
            program, failure.Events, program.Name, [$"{failure.Law}: {failure.Message}", $"{failure.Schedule}"],
            marked: true, options.Memory));
        output.WriteLine(
            $"{steps.Length} steps, {edges.Length} arrows, {shown.PaperPages} pages on paper; shown in "
            + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        string[] numbers = [.. Enumerable.Range(1, steps.Length).Select(n => $"{n}")];
        Assert.Equal(numbers, shown.Steps);
        Assert.Equal(numbers, shown.StepsOnPaper);
        Assert.Equal(Enumerable.Range(0, program.Cpus).Select(cpu => $"{cpu}"), shown.Lanes);
        Assert.Equal(edges.Order(), shown.Arrows.Order());
        Assert.Empty(shown.Complaints);
        Assert.Empty(shown.Requests);
        Assert.False(shown.Scrolls);
        Assert.Empty(shown.CutOnScreen);
        Assert.Empty(shown.AdriftOnScreen);
        Assert.Empty(shown.CutOnPaper);
        Assert.Equal(0, shown.SheetsTooHigh);
        Assert.InRange(shown.PaperPages, leastPages, mostPages);
        Assert.Contains(steps.Length, shown.Hovers.Keys);
        foreach ((int number, string hover) in shown.Hovers) Tells(program, steps[number - 1], hover);
    }

    private static void Tells(IProgram program, Step step, string hover)
    {
        if (step.Kind is AccessKind.Begin or AccessKind.Fence) return;
        Assert.Contains(
            $"cell {program.NameOf(step.Cell)}\nold {step.Old}\nnew {step.New}\nat {step.Place}", hover,
            StringComparison.Ordinal);
    }

    /// <summary>CPUs that add to one cell so many times.</summary>
    private static CellProgram Adders(int cpus, string cell, int times)
    {
        return new(cell, cpus, Twin) { AtEnd = _ => Engine.Current!.Fail("END", "always") };

        async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < times; i++) await S.Add(p[0], 1);
        }
    }
}
