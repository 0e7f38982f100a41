namespace Plimsoll.Model.Vocabulary;

/// <summary>A page frame number, counted from the first frame of the arena.</summary>
public readonly record struct Pfn(uint Value)
{
    /// <summary>No frame: what a refused request gets.</summary>
    public static Pfn None => new(uint.MaxValue);

    public bool IsNone => Value == uint.MaxValue;

    public override string ToString() => IsNone ? "none" : $"{Value}";
}

/// <summary>A CPU slot of the topology, 0..CPUs-1.</summary>
public readonly record struct CpuId(int Value)
{
    public override string ToString() => $"cpu{Value}";
}

/// <summary>A NUMA node of the topology, 0..nodes-1.</summary>
public readonly record struct NodeId(int Value)
{
    public override string ToString() => $"node{Value}";
}

/// <summary>A set of nodes. <see cref="All"/> means no constraint.</summary>
public readonly record struct NodeMask(ulong Bits)
{
    public static NodeMask All => new(ulong.MaxValue);

    public static NodeMask Of(params ReadOnlySpan<int> nodes)
    {
        ulong bits = 0;
        foreach (int node in nodes) bits |= 1UL << node;
        return new(bits);
    }

    public bool Has(int node) => (Bits >> node & 1) != 0;
}

/// <summary>A number of pages.</summary>
public readonly record struct PageCount(int Value)
{
    public override string ToString() => $"{Value} pages";
}

/// <summary>How large a page is.</summary>
public static class PageSize
{
    public const int Bytes = 4096;

    public const int Kbytes = Bytes / 1024;
}

/// <summary>The size of a block: 2^Value pages, 0..<see cref="Max"/>.</summary>
public readonly record struct Order(int Value)
{
    public const int Max = 10;

    public uint Pages => 1u << Value;

    public override string ToString() => $"order {Value}";
}
