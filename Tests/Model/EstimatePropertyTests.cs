using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Plimsoll.Model.Rules;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>
/// The sound estimate against histories: random ones, on a slab layer that places objects as badly as it may, and the
/// one that defeats what is simpler.
/// </summary>
public class EstimatePropertyTests
{
    /// <summary>
    /// Random requests and frees within a peak, on one to three nodes and up to four places: each place holds a slab of
    /// its own, looks at the nodes one by one with others' steps between, and gets slabs of either shape.
    /// </summary>
    [Fact]
    public void SoundEstimate_RandomHistories_IsNeverExceeded() => Holds(Histories(), history =>
    {
        SlabLayer layer = new(history.Cache, history.Peak, history.Places, new Random(history.Seed));
        long most = 0;
        for (int step = 0; step < 600; step++)
        {
            layer.Step();
            most = Math.Max(most, layer.Pages);
        }

        return most <= SoundEstimate.Objects(history.Cache, history.Peak, history.Places);
    });

    /// <summary>The opposite: of the published form some such history holds more.</summary>
    [Fact]
    public void Estimate2008_SomeRandomHistory_ExceedsIt() => Assert.Contains(
        Histories().Sample(300, new Rnd(1, 1), 50),
        history =>
        {
            SlabLayer layer = new(history.Cache, history.Peak, history.Places, new Random(history.Seed));
            long most = 0;
            for (int step = 0; step < 600; step++)
            {
                layer.Step();
                most = Math.Max(most, layer.Pages);
            }

            return most > Estimate2008.Objects(history.Cache, history.Peak, onlineCpus: 1);
        });

    /// <summary>
    /// Two nodes, looked at in turn. While one is looked at it is full and the other is thinned to an object a slab;
    /// then they change. So 60 objects, two a slab, come to keep 40 slabs, each made by a request that saw no room.
    /// Half the peak, and a slab for each place and node, are only 35.
    /// </summary>
    [Fact]
    public void SoundEstimate_NodesThatLookFullInTurn_AreInIt()
    {
        const int peak = 60, objects = 2;
        int[] slabs = [0, 0];
        for (int grown = 0; ; grown = 1 - grown)
        {
            // The other node is looked at first, full; what is grown holds one object a slab meanwhile.
            int other = 1 - grown;
            bool otherFull = (slabs[other] * objects) + slabs[grown] <= peak - 1;
            bool grownFull = (slabs[grown] * objects) + slabs[other] <= peak - 1;
            if (!otherFull || !grownFull) break;
            slabs[grown]++;
        }

        CacheShape cache = new(1, new(0, objects), new(0, objects));
        Places places = new(1, 2);
        Assert.Equal((40, 35L), (slabs.Sum(), (peak / objects) + places.UnseenSlabs));
        Assert.Equal(39 + 1 + 5, SoundEstimate.Objects(cache, peak, places));
    }

    [Fact]
    public void ReserveCharge_AnySize_IsGivenBackWhole() => Holds(
        from shift in Gen.Choose(0, 40)
        from low in Gen.Choose(0, int.MaxValue)
        select (1L << shift) + low,
        bytes =>
        {
            long charged = ReserveCharge.Kmalloc(bytes), back = ReserveCharge.Kmalloc(KmallocClass.Ksize(bytes));
            return charged == back && charged >= bytes && (bytes < 5 || charged < 2 * bytes);
        });

    /// <summary>More demand or more places never need fewer pages.</summary>
    [Fact]
    public void SoundEstimate_MoreOfAnything_IsNoLess() => Holds(Histories(), history =>
    {
        (CacheShape cache, int peak, Places places, _) = history;
        long pages = SoundEstimate.Objects(cache, peak, places);
        return pages <= SoundEstimate.Objects(cache, peak + 1, places)
            && pages <= SoundEstimate.Objects(cache, peak, places with { Cpus = places.Cpus + 1 })
            && pages <= SoundEstimate.Objects(cache, peak, places with { Nodes = places.Nodes + 1 })
            && pages >= (peak + cache.Preferred.Objects - 1) / cache.Preferred.Objects;
    });

    private static void Holds<T>(Gen<T> cases, Func<T, bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(42, 43), FSharpOption<int>.None))),
        Prop.ForAll(Arb.From(cases), law));

    private static Gen<History> Histories() =>
        from least in Gen.Choose(1, 4)
        from order in Gen.Choose(0, 1)
        from extra in Gen.Choose(0, 1)
        from peak in Gen.Choose(1, 24)
        from cpus in Gen.Choose(1, 2)
        from contexts in Gen.Choose(1, 2)
        from nodes in Gen.Choose(1, 3)
        from seed in Gen.Choose(0, 1 << 20)
        select new History(
            new(1, new(order, (least << order) + (order == 1 ? extra : 0)), new(0, least)), peak,
            new(cpus, nodes, contexts), seed);

    private sealed record History(CacheShape Cache, int Peak, Places Places, int Seed);

    /// <summary>One cache, its slabs on nodes, and the requests that are under way.</summary>
    private sealed class SlabLayer(CacheShape cache, int peak, Places places, Random random)
    {
        private const int AtRest = -1;

        private readonly List<Slab> slabs = [];
        private readonly int[] lookedAt = [.. Enumerable.Repeat(AtRest, places.Cpus * places.Contexts)];
        private readonly Slab?[] own = new Slab?[places.Cpus * places.Contexts];

        public long Pages => slabs.Sum(slab => slab.Shape.Pages);

        /// <summary>Objects in use, and requests that have been charged.</summary>
        private long Charged => slabs.Sum(slab => slab.Used) + lookedAt.Count(node => node != AtRest);

        public void Step()
        {
            int place = random.Next(lookedAt.Length);
            if (lookedAt[place] != AtRest) Look(place);
            else if (random.Next(5) < 3 && Charged < peak) lookedAt[place] = 0;
            else Free();
        }

        /// <summary>Its own slab, else one with room on the node looked at, else the next node, else more.</summary>
        private void Look(int place)
        {
            if (own[place] is { HasRoom: true } mine)
            {
                Use(place, mine);
            }
            else if (lookedAt[place] == Math.Max(1, places.Nodes))
            {
                SlabShape shape = random.Next(2) == 0 ? cache.Preferred : cache.Smallest;
                Slab made = new(random.Next(Math.Max(1, places.Nodes)), shape);
                slabs.Add(made);
                Use(place, made);
            }
            else
            {
                Slab[] open = [.. slabs.Where(s => s.Node == lookedAt[place] && s.HasRoom && !own.Contains(s))];
                if (open.Length == 0) lookedAt[place]++;
                else Use(place, open[random.Next(open.Length)]);
            }
        }

        /// <summary>The slab becomes the place's own, as a CPU slab does; the one it had is in sight again.</summary>
        private void Use(int place, Slab slab)
        {
            slab.Used++;
            own[place] = slab;
            lookedAt[place] = AtRest;
        }

        private void Free()
        {
            Slab[] used = [.. slabs.Where(slab => slab.Used > 0)];
            if (used.Length == 0) return;
            Slab slab = used[random.Next(used.Length)];
            if (--slab.Used == 0 && !own.Contains(slab)) slabs.Remove(slab);
        }
    }

    private sealed class Slab(int node, SlabShape shape)
    {
        public int Node => node;

        public SlabShape Shape => shape;

        public long Used { get; set; }

        public bool HasRoom => Used < shape.Objects;
    }
}
