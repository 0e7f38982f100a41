using Plimsoll.Model.Rules;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>Semantics F.4, Part 0.11.</summary>
public sealed class VictimTests
{
    private static readonly SlabSample Plain =
        new(PageCache.User, false, Clean: 2, Dirty: 1, Used: 3, 0, LastScan: 5, 40);

    [Fact]
    public void Victim_OfNoSlab_IsNone() => Assert.Equal(-1, Victim.Of([]));

    [Fact]
    public void Victim_PinnedIsolatedAndKNoReclaim_NeverAre()
    {
        SlabSample pinned = Plain with { Pinned = 1 }, isolated = Plain with { Isolated = true };
        SlabSample kernel = Plain with { Cache = PageCache.KNoReclaim };
        Assert.Equal(-1, Victim.Of([pinned, isolated, kernel]));
        SlabSample[] window =
            [pinned with { Clean = 9 }, isolated with { Clean = 9 }, Plain, kernel with { Clean = 9 }];
        Assert.Equal(2, Victim.Of(window));
    }

    /// <summary>Each part of the key decides only where all before it are equal.</summary>
    [Fact]
    public void Victim_KeyGoesByCleanDirtyUsedLastScanBase()
    {
        SlabSample[] best =
        [
            Plain with { Clean = 3, Dirty = 9, Used = 9, LastScan = 9, Base = 90 },
            Plain with { Dirty = 0, Used = 9, LastScan = 9, Base = 90 },
            Plain with { Used = 2, LastScan = 9, Base = 90 },
            Plain with { LastScan = 4, Base = 90 },
            Plain with { Base = 30 },
        ];
        foreach (SlabSample sample in best)
        {
            Assert.Equal(1, Victim.Of([Plain, sample]));
            Assert.Equal(0, Victim.Of([sample, Plain]));
        }
    }

    [Fact]
    public void Victim_DiscardablePages_CountAsUserPages() =>
        Assert.Equal(1, Victim.Of([Plain, Plain with { Cache = PageCache.KReclaim, Clean = 3 }]));

    /// <summary>The least of any window is no greater than any eligible slab of it, whatever the order.</summary>
    [Fact]
    public void Victim_OfAnyWindow_IsTheLeastEligible()
    {
        Random random = new(11);
        for (int round = 0; round < 2000; round++)
        {
            SlabSample[] window = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => new SlabSample(
                (PageCache)random.Next(3), random.Next(4) == 0, random.Next(3), random.Next(3), random.Next(3),
                random.Next(4) / 3, random.Next(3), (uint)i))];
            (int, int, int, int, uint)[] keys =
                [.. window.Where(s => s.IsEligible).Select(s => (-s.Clean, s.Dirty, s.Used, s.LastScan, s.Base))];
            int chosen = Victim.Of(window);
            Assert.Equal(keys.Length == 0, chosen < 0);
            if (chosen < 0) continue;
            SlabSample victim = window[chosen];
            Assert.Equal(keys.Min(), (-victim.Clean, victim.Dirty, victim.Used, victim.LastScan, victim.Base));
        }
    }
}
