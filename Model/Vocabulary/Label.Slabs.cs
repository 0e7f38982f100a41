namespace Plimsoll.Model.Vocabulary;

/// <summary>Steps of slab caches.</summary>
public readonly partial record struct Label
{
    private string SlabText => What switch
    {
        Ghost.ObjectHit => $"object {A}.{B} from cpu{C}'s freelist",
        Ghost.SlabLoad => $"slab {A} gives its freelist to cpu{B}",
        Ghost.SlabUnfreeze => $"slab {A} leaves cpu{B}: it is full",
        Ghost.SlabFreeze => $"slab {A} leaves its list for cpu{B}",
        Ghost.ObjectTake => $"object {A}.{B} from the list of node{C}",
        Ghost.SlabNone => $"cache {A}: nothing on the list of node{B}",
        Ghost.Moved => $"wakes up on cpu{A}",
        Ghost.SlabInstall => $"pages {A} become the slab of cpu{C}",
        Ghost.SlabInsert => $"pages {A} become a slab of node{C}",
        Ghost.SlabReserve => $"reserve pages {A} become a slab and give object {A}.{C}",
        Ghost.SlabDrop => $"pages {A} are given up: cpu{B} has a slab",
        Ghost.SlabUnmanaged => $"pages {A} are given up: nothing to manage them with",
        Ghost.ObjectPush => $"object {A}.{B} to cpu{C}'s freelist",
        Ghost.ObjectReturn => $"object {A}.{B} back to its slab",
        Ghost.SlabFlush => $"slab {A} is flushed from cpu{B}",
        Ghost.SlabReap => $"slab {A} is discarded",
        Ghost.SlabSwept => $"cache {A}: empty slabs leave the list of node{B}",
        Ghost.CacheGone => $"cache {A} {(B == 1 ? "is gone" : "has slabs left")}",
        Ghost.ObjectPeek => $"object {A}.{B} is seen on cpu{C}'s freelist",
        Ghost.SlabPeek => $"slab {A} is looked at",
        _ => $"unknown note {What} ({A}, {B}, {C})",
    };

    public static Label ObjectHit(uint slab, int index, int cpu) =>
        new(Ghost.ObjectHit, slab, (uint)index, (uint)cpu);

    public static Label SlabLoad(uint slab, int cpu) => new(Ghost.SlabLoad, slab, (uint)cpu, 0);

    public static Label SlabUnfreeze(uint slab, int cpu) => new(Ghost.SlabUnfreeze, slab, (uint)cpu, 0);

    public static Label SlabFreeze(uint slab, int cpu) => new(Ghost.SlabFreeze, slab, (uint)cpu, 0);

    public static Label ObjectTake(uint slab, int index, int node) =>
        new(Ghost.ObjectTake, slab, (uint)index, (uint)node);

    public static Label SlabNone(int cache, int node) => new(Ghost.SlabNone, (uint)cache, (uint)node, 0);

    public static Label Moved(int cpu) => new(Ghost.Moved, (uint)cpu, 0, 0);

    public static Label SlabInstall(uint slab, int cache, int cpu) =>
        new(Ghost.SlabInstall, slab, (uint)cache, (uint)cpu);

    public static Label SlabInsert(uint slab, int cache, int node) =>
        new(Ghost.SlabInsert, slab, (uint)cache, (uint)node);

    public static Label SlabReserve(uint slab, int cache, int index) =>
        new(Ghost.SlabReserve, slab, (uint)cache, (uint)index);

    public static Label SlabDrop(uint pages, int cpu) => new(Ghost.SlabDrop, pages, (uint)cpu, 0);

    public static Label SlabUnmanaged(uint pages, int cache) => new(Ghost.SlabUnmanaged, pages, (uint)cache, 0);

    public static Label ObjectPush(uint slab, int index, int cpu) =>
        new(Ghost.ObjectPush, slab, (uint)index, (uint)cpu);

    public static Label ObjectReturn(uint slab, int index) => new(Ghost.ObjectReturn, slab, (uint)index, 0);

    public static Label SlabFlush(uint slab, int cpu) => new(Ghost.SlabFlush, slab, (uint)cpu, 0);

    public static Label SlabReap(uint slab, int task) => new(Ghost.SlabReap, slab, (uint)task, 0);

    public static Label SlabSwept(int cache, int node) => new(Ghost.SlabSwept, (uint)cache, (uint)node, 0);

    public static Label ObjectPeek(uint slab, int index, int cpu) =>
        new(Ghost.ObjectPeek, slab, (uint)index, (uint)cpu);

    public static Label SlabPeek(uint slab, int number) => new(Ghost.SlabPeek, slab, (uint)number, 0);

    public static Label CacheGone(int cache, bool gone) => new(Ghost.CacheGone, (uint)cache, gone ? 1u : 0, 0);
}
