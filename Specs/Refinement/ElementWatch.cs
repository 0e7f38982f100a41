using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Refinement;

/// <summary>
/// Sees the steps of a search as a law does that is never broken, and tells a watch what moved the elements of pools.
/// One worker's eyes: it is not for several.
/// </summary>
public sealed class ElementWatch(LifecycleWatch<ElementLife, ElementTrigger> watch) : Law
{
    public override string Id => "ELEMENT-LIFE";

    public override string Sentence => "An element of a pool moves as its life cycle says.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        for (int p = 0; p < after.Memory.Pools.Count; p++)
        {
            Places was = new(before, p), now = new(after, p);
            for (int e = 0; e < PoolSpec.MaxElements; e++)
            {
                if (was.Of(e) != now.Of(e)) watch.Saw(was.Of(e), TriggerOf(label), now.Of(e));
            }
        }

        Broken(true, true);
        return null;
    }

    private static ElementTrigger TriggerOf(Label label) => label.What switch
    {
        Ghost.PoolBuild => ElementTrigger.Build,
        Ghost.PoolUnbuild => ElementTrigger.Unbuild,
        Ghost.PoolPop => ElementTrigger.Pop,
        Ghost.PoolPush => ElementTrigger.Push,
        Ghost.PoolHand => ElementTrigger.HandOver,
        Ghost.PoolLeave when label.C == (uint)PoolLeaving.Served => ElementTrigger.PickUp,
        Ghost.PoolLeave => ElementTrigger.Leave,
        Ghost.PoolRead or Ghost.PoolSurplus => ElementTrigger.FindFull,
        Ghost.PoolCreated => ElementTrigger.Create,
        Ghost.PoolMinimum or Ghost.PoolDestroyed => ElementTrigger.Detach,
        Ghost.PoolCancel => ElementTrigger.Cancel,
        _ => throw new InvalidOperationException($"'{label}' moved an element"),
    };

    /// <summary>Where the elements of a pool are in one state.</summary>
    private readonly struct Places(World world, int pool)
    {
        private readonly Pool state = world.Memory.Pools[pool];
        private readonly PoolSpec spec = world.Memory.Machine.Pools[pool];

        public ElementLife Of(int element)
        {
            int leaves = state.LeavesOf(element);
            if (leaves == 0) return ElementLife.Absent;
            if (leaves != spec.Whole) return ElementLife.Part;
            Item item = new(Pfn.None, element);
            bool tagged = (state.Tagged >> element & 1) != 0;
            if (state.Elements.Contains(item)) return ElementLife.Parked;
            if (state.Out.Contains(item)) return tagged ? ElementLife.OutTagged : ElementLife.Out;
            bool mailed = state.Waiters.Any(w => Bundle.Elements(w.Mail).Contains(item));
            if (mailed) return tagged ? ElementLife.MailedTagged : ElementLife.Mailed;
            return tagged ? ElementLife.InHandTagged : ElementLife.InHand;
        }
    }
}
