using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>A cache of objects takes its pages as everybody does: from order-0 caches where there are any.</summary>
public class SlabOverCachesTests
{
    [Fact]
    public void Next_OfObjectsOverOrderZeroCaches_TakesSlotsAndGivesThemBack()
    {
        Topology topology = new Topology
        {
            Name = "four pages",
            Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
            Cpus = [new(0), new(0)],
            MinFreeKbytes = 0,
            ReservePages = 1,
            Batch = 1,
            ListHigh = 2,
        }.Checked();
        Machine machine = new(topology)
        {
            OrderZero = new(1, 2),
            Caches = [new("one a page", 4096)],
        };
        Request plain = Request.For(Gfp.Atomic), entitled = Request.For(Gfp.Atomic | Gfp.MemAlloc);
        Scene scene = new(
            Memory.Fresh(machine),
            [
                new("plain", 0, [Operation.AllocateObject(0, 0, plain), Operation.FreeObject(0)], 2) { InOrder = true },
                new("other", 1, [Operation.AllocateObject(1, 0, plain), Operation.FreeObject(1)], 2) { InOrder = true },
                new("last", 1, [Operation.AllocateObject(2, 0, entitled), Operation.AllocateObject(3, 0, entitled)], 2),
            ]);
        (bool inSlot, bool tagged) = (false, false);
        HashSet<SceneState> seen = [scene.Initial];
        Queue<SceneState> pending = new(seen);
        while (pending.TryDequeue(out SceneState? state))
        {
            List<Transition> next = [];
            scene.Next(state, next);
            bool over = scene.AtRest(state) && state.Tasks.All(t => t.Begun == 2);
            Assert.True(over || next.Count > 0, $"stuck: {string.Join(' ', state.World.Flights)}");
            Memory memory = state.World.Memory;
            foreach (Slab slab in memory.Slabs.All)
            {
                Assert.Equal(slab.Tagged, memory.Held(slab.Pfn)?.Tagged);
                inSlot |= memory.OrderZero.SlabOf(slab.Pfn) is not null;
                tagged |= slab.Tagged;
            }

            foreach (Transition step in next)
            {
                if (seen.Add(step.Next)) pending.Enqueue(step.Next);
            }
        }

        Assert.True(inSlot && tagged, $"in {seen.Count} states");
    }
}
