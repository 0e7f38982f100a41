using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>
/// A bug of the search cannot hide: what it counts up to names of frames is counted a second way. Three planted bugs
/// prove that this would show one.
/// </summary>
public sealed class SecondCountTests
{
    private static readonly Lazy<SecondCount> EightPages =
        new(() => SecondCount.Of(SmallScenes.EightPages.Scene(default)));

    public static TheoryData<string> Names => ["eight-pages", "two-zones", "odd-zone"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Search_CountsOneStatePerOrbit(string name)
    {
        Configuration configuration = Named(name);
        SecondCount second = name == "eight-pages" ? EightPages.Value : SecondCount.Of(configuration.Scene(default));
        Assert.True(second.States >= 5000, $"only {second.States} states");
        Assert.True(second.Renamings >= 12, $"only {second.Renamings} renamings");
        Assert.True(second.WritesWhatDiffers, "states are not written down as they are compared");
        Assert.True(second.IsClosed, "a renamed state is not reachable: frames are told apart by name");
        Assert.Equal(second.States, second.SumOfOrbits);
        SearchResult search = StateSearch.Run(configuration);
        Assert.Equal((second.Orbits, second.Depth), (search.States, search.Depth));
        Assert.True(search.States < second.States / 4, $"{search.States} of {second.States}");
    }

    [Fact]
    public void Search_WithFingerprintsOf16Bits_IsCaught() =>
        IsCaught(new() { Fingerprinter = topology => new Cut(topology) });

    /// <summary>All frames of a zone may change places: states that differ are taken for one.</summary>
    [Fact]
    public void Search_WithFramesSorted_IsCaught() =>
        IsCaught(new() { Fingerprinter = topology => new Sorted(topology) });

    /// <summary>Halves do not change places: states that are one are taken for two.</summary>
    [Fact]
    public void Search_WithFramesInOrder_IsCaught() =>
        IsCaught(new() { Fingerprinter = topology => new InOrder(topology) });

    [Fact]
    public void Search_WithSuccessorsDroppedBetweenWorkers_IsCaught() => IsCaught(new()
    {
        Workers = 2,
        HandedOver = found =>
        {
            if (found.Count > 1) found.RemoveAt(found.Count - 1);
        },
    });

    private static void IsCaught(SearchOptions planted)
    {
        SearchResult search = StateSearch.Run(SmallScenes.EightPages, planted);
        Assert.NotEqual(EightPages.Value.Orbits, search.States);
    }

    private static Configuration Named(string name) =>
        new[] { SmallScenes.EightPages, SmallScenes.TwoZones, SmallScenes.OddZone }.Single(c => c.Name == name);

    private sealed class Cut(Topology topology) : Fingerprinter(topology)
    {
        internal override Fingerprint OfZone(Fingerprint before, ZoneSpec zone, Fingerprint[] frames) =>
            new(base.OfZone(before, zone, frames).A & 0xFFFF, 0);
    }

    private sealed class Sorted(Topology topology) : Fingerprinter(topology)
    {
        internal override Fingerprint OfZone(Fingerprint before, ZoneSpec zone, Fingerprint[] frames) =>
            frames.OrderBy(f => (f.A, f.B)).Aggregate(before, (all, frame) => all.Then(frame));
    }

    private sealed class InOrder(Topology topology) : Fingerprinter(topology)
    {
        internal override Fingerprint OfZone(Fingerprint before, ZoneSpec zone, Fingerprint[] frames) =>
            frames.Aggregate(before, (all, frame) => all.Then(frame));
    }
}
