namespace Plimsoll.Model.Vocabulary;

/// <summary>Operations on mempools. Their argument is the pool, and in the upper half what else is needed.</summary>
public readonly partial record struct Operation
{
    /// <summary>The pool that an operation on pools is about.</summary>
    public int Pool => Argument & 0xFFFF;

    /// <summary>PoolAllocate: elements. PoolResize: the new min_nr. PoolCancel: the task whose wait ends.</summary>
    public int PoolNumber => Argument >> 16;

    /// <summary>mempool_alloc; with <paramref name="count"/> 2 mempool_alloc_bulk.</summary>
    public static Operation PoolAllocate(int slot, int pool, Request request, int count = 1) =>
        new(OperationKind.PoolAllocate, slot, request, pool | (count << 16));

    /// <summary>mempool_free, of all elements the slot holds.</summary>
    public static Operation PoolFree(int slot, int pool) => new(OperationKind.PoolFree, slot, default, pool);

    /// <summary>A misuse: what the slot holds goes to the backing allocator behind the pool's back.</summary>
    public static Operation PoolLeak(int slot, int pool) => new(OperationKind.PoolLeak, slot, default, pool);

    public static Operation PoolCreate(int pool) => new(OperationKind.PoolCreate, -1, default, pool);

    public static Operation PoolResize(int pool, int min) =>
        new(OperationKind.PoolResize, -1, default, pool | (min << 16));

    public static Operation PoolDestroy(int pool) => new(OperationKind.PoolDestroy, -1, default, pool);

    /// <summary>Whoever waits in a task's <see cref="PoolAllocate"/> is told to give up.</summary>
    public static Operation PoolCancel(int pool, int task) =>
        new(OperationKind.PoolCancel, -1, default, pool | (task << 16));

    private string PoolText() => Kind switch
    {
        OperationKind.PoolAllocate => PoolNumber == 1
            ? $"s{Slot} = allocate({Request}) from pool {Pool}"
            : $"s{Slot} = allocate({Request}) {PoolNumber} from pool {Pool}",
        OperationKind.PoolFree => $"free(s{Slot}) to pool {Pool}",
        OperationKind.PoolLeak => $"free(s{Slot}) past pool {Pool}",
        OperationKind.PoolCreate => $"create(pool {Pool})",
        OperationKind.PoolResize => $"resize(pool {Pool}, {PoolNumber})",
        OperationKind.PoolDestroy => $"destroy(pool {Pool})",
        _ => $"cancel(task {PoolNumber}, pool {Pool})",
    };
}
