namespace Plimsoll.Specs.Invariants;

/// <summary>The laws of slab caches (semantics C.1-C.7), fresh.</summary>
public static class SlabLaws
{
    /// <summary>What every scene with slabs shows, on whatever machine.</summary>
    public static Law[] Core() =>
    [
        new InvC1ObjectCount(),
        new InvC2OnePlace(),
        new InvC3HeldOnce(),
        new InvC4SlabPages(),
        new InvC6ShrinkKeepsUsed(),
        new InvC7CurrentCpu(),
        new InvC11QueuesFirst(),
        new InvC12OwnNode(),
        new InvC14GrownPages(),
        new InvIrq(),
        new InvLockOrder(),
    ];

    /// <summary>Where plain and entitled requests meet below the marks.</summary>
    public static Law[] Reserve() =>
    [
        new InvC8NoLeak(),
        new InvC9NoStarvation(),
        new InvC10TaggedSlabs(),
        new RRule(),
    ];
}
