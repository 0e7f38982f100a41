using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>Verdicts, counts and counterexamples of the search, on scenes of pages.</summary>
public sealed class StateSearchTests
{
    [Fact]
    public void Run_WithOneWorkerOrTwo_FindsTheSame()
    {
        SearchResult one = StateSearch.Run(SmallScenes.OddZone), two = Run(SmallScenes.OddZone, workers: 2);
        Assert.Equal(SearchVerdict.Exhaustive, one.Verdict);
        Assert.Equal(
            (one.States, one.Transitions, one.Generated, one.Depth),
            (two.States, two.Transitions, two.Generated, two.Depth));
        Assert.True(one.Laws.SequenceEqual(two.Laws));
        Assert.True(one.Kinds.SequenceEqual(two.Kinds));
        Assert.Equal(one.States + one.Generated, Assert.Single(one.Laws).PremiseHeld);
        Assert.Equal(one.Generated, one.Kinds.Sum(k => k.Fired));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_WhereAStateBreaksALaw_PlaysAShortestRunToIt(int workers)
    {
        SearchResult result = Run(With(() => new Promise(state: 5, step: 0)), workers);
        Assert.Equal(
            (SearchVerdict.Violation, "PROMISE", "5 pages are free"), (result.Verdict, result.Law, result.How));
        Counterexample run = Assert.IsType<Counterexample>(result.Counterexample);
        Assert.Equal(5u, run.Steps[^1].After.World.Memory.Zones[0].NrFree);
        Assert.DoesNotContain(run.Steps.SkipLast(1), s => s.After.World.Memory.Zones[0].NrFree == 5);
        Assert.Equal(Shortest(state => state.World.Memory.Zones[0].NrFree == 5), run.Steps.Length);
        Assert.Equal(Run(With(() => new Promise(5, 0))).Counterexample!.Text(), run.Text());
    }

    [Fact]
    public void Run_WhereAStepBreaksALaw_EndsWithThatStep()
    {
        SearchResult result = StateSearch.Run(With(() => new Promise(state: 99, step: Ghost.Release)));
        Assert.Equal("PROMISE", result.Law);
        Assert.Equal(Ghost.Release, result.Counterexample!.Steps[^1].Label.What);
        Assert.DoesNotContain(result.Counterexample.Steps.SkipLast(1), s => s.Label.What == Ghost.Release);
    }

    /// <summary>A broken state is nearer than what a step from it breaks.</summary>
    [Fact]
    public void Run_WhereTheStartBreaksALaw_NeedsNoStep() =>
        Assert.Empty(StateSearch.Run(With(() => new Promise(state: 8, step: Ghost.Begin))).Counterexample!.Steps);

    [Fact]
    public void Run_OfALawThatIsNeverAsked_IsVacuous()
    {
        SearchResult result = StateSearch.Run(SmallScenes.TwoZones with { Laws = () => [new Silent()] });
        Assert.Equal((SearchVerdict.Vacuous, false), (result.Verdict, result.Holds));
        Assert.Equal(["SILENT: its premise never held"], result.Vacuous);
    }

    [Fact]
    public void Run_WithoutAStepThatIsExpected_IsVacuous()
    {
        SearchResult result = StateSearch.Run(SmallScenes.TwoZones with { Kinds = [Ghost.Take, Ghost.Offline] });
        Assert.Equal(SearchVerdict.Vacuous, result.Verdict);
        Assert.Equal(["step 'Offline' was never taken"], result.Vacuous);
    }

    [Fact]
    public void Run_ThatIsStopped_EndsWithWhatItFound()
    {
        using CancellationTokenSource stop = new();
        SearchOptions options = new()
        {
            Cancellation = stop.Token,
            HandedOver = found =>
            {
                if (found.Count > 40) stop.Cancel();
            },
        };
        SearchResult result = StateSearch.Run(SmallScenes.OddZone, options);
        Assert.Equal((SearchVerdict.Bounded, true), (result.Verdict, result.Holds));
        Assert.InRange(result.States, 2, 3000);
    }

    [Fact]
    public void Counterexample_IsANumberedListOfWhatChanged()
    {
        string text = StateSearch.Run(With(() => new Promise(state: 7, step: 0))).Counterexample!.Text(_ => "as said");
        Assert.Equal(
            """
                  start: as said
               1. task0 in s0 = allocate(Kernel order 0 from node0): begin #0
                    task0: in s0 = allocate(Kernel order 0 from node0), 1 of 2 begun
                    as said
               2. task0 in s0 = allocate(Kernel order 0 from node0): refill 0 from zone 0 to cpu0
                    node0.Normal: {1^0 2^1 4^2} min 1 low 1 high 1 emerg 1 cpu0[0] cpu1[]
                    as said

            """,
            text);
    }

    private static SearchResult Run(Configuration configuration, int workers = 1) =>
        StateSearch.Run(configuration, new() { Workers = workers });

    private static Configuration With(Func<Law> law) =>
        SmallScenes.EightPages with { Laws = () => [law()] };

    /// <summary>Steps to the nearest state of a kind, by a search that compares states by value.</summary>
    private static int Shortest(Func<SceneState, bool> wanted)
    {
        Scene scene = SmallScenes.EightPages.Scene(PublishedRules.None);
        HashSet<SceneState> seen = [scene.Initial];
        List<SceneState> level = [scene.Initial];
        int steps = 0;
        for (; !level.Any(wanted); steps++)
        {
            level = [.. level.SelectMany(scene.Next).Select(s => s.Next).Where(seen.Add)];
        }

        return steps;
    }

    /// <summary>Broken where so many pages are free, and by one kind of step.</summary>
    private sealed class Promise(uint state, uint step) : Law
    {
        public override string Id => "PROMISE";

        public override string Sentence => "There are never so many free pages, and there is no such step.";

        public override string? BrokenBy(World world) =>
            Broken(true, world.Memory.Zones[0].NrFree != state) ? $"{state} pages are free" : null;

        public override string? BrokenBy(World before, int task, Label label, World after) =>
            Broken(true, label.What != step) ? $"{label}" : null;
    }

    private sealed class Silent : Law
    {
        public override string Id => "SILENT";

        public override string Sentence => "Nothing is said.";
    }
}
