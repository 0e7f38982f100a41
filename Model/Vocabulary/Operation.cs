namespace Plimsoll.Model.Vocabulary;

public enum OperationKind : byte
{
    Allocate,
    Free,
    Drain,
    Adjust,
    SetMinFree,
    Offline,
    Kswapd,
    PageIn,
    Exit,
    SoftIrq,
    SetMems,
    Online,
    SetZonelists,
    AllocateObject,
    FreeObject,
    FlushSlabs,
    ShrinkCache,
    DestroyCache,
    PinPage,
    UnpinPage,
    DirtyPage,
    WritePage,
    PoolAllocate,
    PoolFree,
    PoolLeak,
    PoolCreate,
    PoolResize,
    PoolDestroy,
    PoolCancel,

    /// <summary>Reserve's own demand becomes Argument units; Request says for whom.</summary>
    SetDemand,

    /// <summary>Reserve is linked below reserve Argument.</summary>
    Connect,
    Disconnect,

    /// <summary>Argument units of Reserve are charged for the slot.</summary>
    Charge,

    /// <summary>What was charged for the slot is given back.</summary>
    Uncharge,

    /// <summary>An uncharge of Argument units that nobody charged.</summary>
    UnchargeStale,

    /// <summary>Memory for the slot, from Reserve if need be.</summary>
    ReserveAllocate,
    ReserveFree,
}

/// <summary>
/// One public operation, as data. Slots name pages: an allocation puts its block into a slot, a free takes it out again
/// (and does nothing when the slot is empty, as after a refusal).
/// </summary>
/// <param name="Argument">
/// Drain, Offline, Online: the CPU. Adjust: pages, more or less. SetMinFree: min_free_kbytes. Kswapd: the node. Exit,
/// SoftIrq, SetMems: the task concerned. PageIn: 1 if dirty. SetZonelists: 1 for zone order. Slab operations: the
/// cache, for FlushSlabs above eight bits of CPU.
/// </param>
public readonly partial record struct Operation(OperationKind Kind, int Slot, Request Request, int Argument)
{
    /// <summary>Whether this is a <see cref="FreeStale"/>.</summary>
    public bool IsStale => Kind == OperationKind.Free && Argument == 1;

    /// <summary>It puts what it is granted into its slot, which must be empty.</summary>
    public bool Grants => Kind is OperationKind.Allocate or OperationKind.AllocateObject or OperationKind.SoftIrq
        or OperationKind.PinPage or OperationKind.PoolAllocate
        or OperationKind.Charge or OperationKind.ReserveAllocate;

    /// <summary>It takes what its slot holds, and gives it back.</summary>
    public bool Returns => Kind is OperationKind.Free or OperationKind.FreeObject or OperationKind.UnpinPage
        or OperationKind.Exit
        or OperationKind.PoolFree or OperationKind.PoolLeak
        or OperationKind.Uncharge or OperationKind.ReserveFree;

    public static Operation Allocate(int slot, Request request) => new(OperationKind.Allocate, slot, request, 0);

    public static Operation Free(int slot) => new(OperationKind.Free, slot, default, 0);

    /// <summary>
    /// A misuse: a free through a reference that may be stale, and that the slot keeps. A refusal is the right answer
    /// to it.
    /// </summary>
    public static Operation FreeStale(int slot) => new(OperationKind.Free, slot, default, 1);

    public static Operation Drain(int cpu) => new(OperationKind.Drain, -1, default, cpu);

    public static Operation Adjust(int pages) => new(OperationKind.Adjust, -1, default, pages);

    public static Operation SetMinFree(int kbytes) => new(OperationKind.SetMinFree, -1, default, kbytes);

    /// <summary>kmem_cache_alloc; the request's order counts for nothing.</summary>
    public static Operation AllocateObject(int slot, int cache, Request request) =>
        new(OperationKind.AllocateObject, slot, request, cache);

    public static Operation FreeObject(int slot) => new(OperationKind.FreeObject, slot, default, 0);

    /// <summary>Takes the slab of a CPU from it (flush_slab).</summary>
    public static Operation FlushSlabs(int cache, int cpu) =>
        new(OperationKind.FlushSlabs, -1, default, (cache << 8) | cpu);

    public static Operation ShrinkCache(int cache) => new(OperationKind.ShrinkCache, -1, default, cache);

    /// <summary>Refused while an object is out.</summary>
    public static Operation DestroyCache(int cache) => new(OperationKind.DestroyCache, -1, default, cache);

    public static Operation Offline(int cpu) => new(OperationKind.Offline, -1, default, cpu);

    public override string ToString() => Kind switch
    {
        OperationKind.Allocate => $"s{Slot} = allocate({Request})",
        OperationKind.Free => IsStale ? $"free again(s{Slot})" : $"free(s{Slot})",
        OperationKind.Drain => $"drain(cpu{Argument})",
        OperationKind.Adjust => $"adjust({Argument:+0;-0;0} pages)",
        OperationKind.SetMinFree => $"set min_free_kbytes({Argument})",
        OperationKind.Offline => $"offline(cpu{Argument})",
        OperationKind.AllocateObject => $"s{Slot} = allocate object(cache {Argument}, {Request})",
        OperationKind.FreeObject => $"free object(s{Slot})",
        OperationKind.FlushSlabs => $"flush(cache {Argument >> 8}, cpu{Argument & 0xFF})",
        OperationKind.ShrinkCache => $"shrink(cache {Argument})",
        OperationKind.DestroyCache => $"destroy(cache {Argument})",
        >= OperationKind.PinPage and <= OperationKind.WritePage => OrderZeroText,
        >= OperationKind.PoolAllocate and <= OperationKind.PoolCancel => PoolText(),
        >= OperationKind.SetDemand and <= OperationKind.ReserveFree => ReserveText,
        _ => EnvironmentText,
    };
}

/// <summary>What an operation answered. A refusal is a value.</summary>
/// <param name="Item">Allocate: what was granted, or none. Else none.</param>
/// <param name="Ok">Allocate: granted. Adjust: the reserve is populated. Else true.</param>
public readonly record struct Outcome(bool Ok, Item Item)
{
    public static Outcome Refused => new(false, Item.None);

    public static Outcome Done => new(true, Item.None);

    /// <summary>The block granted, or none.</summary>
    public Pfn Pfn => Item.Pfn;

    public static Outcome Granted(Pfn pfn) => new(true, Item.Of(pfn));

    public static Outcome Given(Item item) => new(true, item);

    /// <summary>As a <see cref="Ghost.End"/> note says it.</summary>
    public static Outcome Noted(uint ok, uint pfn) => new(ok != 0, Item.Of(new Pfn(pfn)));

    public override string ToString()
    {
        if (!Ok) return "refused";
        if (Item.IsNone) return "done";
        return Item.Index == 0 && !Pfn.IsNone ? $"pfn {Pfn}" : $"{Item}";
    }
}
