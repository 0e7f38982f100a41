using System.Runtime.InteropServices;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Plimsoll.Sync;
using Xunit;
using static Plimsoll.Tests.Implementation.Machines;

namespace Plimsoll.Tests.Implementation;

/// <summary>Each misuse is a typed error that names the fact, and leaves the state as it was.</summary>
public sealed unsafe class PageArenaMisuseTests : IDisposable
{
    private readonly PageArena arena = new(TwoNodes);

    public void Dispose() => arena.Dispose();

    [Theory]
    [InlineData(-1)]
    [InlineData(11)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Allocate_OrderOutOfRange_IsMisuse(int order) =>
        arena.AssertMisuse($"order {order} is not in 0..10", () => arena.TryAllocate(Cpu0, Kernel(order), out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(64)]
    public void AnyCall_CpuOutOfRange_IsMisuse(int cpu)
    {
        nuint page = arena.Allocate(Kernel());
        string fact = $"cpu{cpu} is not in the topology of 2 CPUs";
        arena.AssertMisuse(fact, () => arena.TryAllocate(new(cpu), Kernel(), out _));
        arena.AssertMisuse(fact, () => arena.Free(new(cpu), page, new(0)));
        arena.AssertMisuse(fact, () => arena.Drain(new(cpu)));
        arena.AssertMisuse(fact, () => arena.Offline(new(cpu)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Allocate_NodeOutOfRange_IsMisuse(int node) =>
        arena.AssertMisuse($"node{node} is not in the topology", () => arena.TryAllocate(Cpu0, Kernel(0, node), out _));

    [Fact]
    public void Allocate_NoFail_IsMisuse() =>
        arena.AssertMisuse("NOFAIL", () => arena.TryAllocate(Cpu0, Request.For(Gfp.Kernel | Gfp.NoFail), out _));

    [Fact]
    public void Free_PageOnACpuList_IsADoubleFree()
    {
        nuint page = arena.Allocate(Kernel());
        arena.Free(Cpu0, page, new(0));
        Assert.Equal(PageKind.Listed, arena.StateOf(page).Kind);
        arena.AssertMisuse("double free, the page is on a CPU list", () => arena.Free(Cpu0, page, new(0)));
        arena.AssertMisuse("double free", () => arena.Free(Cpu1, page, new(0)));
    }

    [Fact]
    public void Free_HeadOfAFreeBlock_IsADoubleFree()
    {
        nuint block = arena.Allocate(Kernel(3));
        nuint guard = arena.Allocate(Kernel(3));
        arena.Free(Cpu0, block, new(3));
        Assert.Equal(PageKind.Buddy, arena.StateOf(block).Kind);
        arena.AssertMisuse("double free, the frame heads a free block", () => arena.Free(Cpu0, block, new(3)));
        arena.Free(Cpu0, guard, new(3));
    }

    [Fact]
    public void Free_BlockThatMergedIntoALargerOne_IsMisuse()
    {
        nuint low = arena.Allocate(Kernel(2)), high = arena.Allocate(Kernel(2));
        arena.Free(Cpu0, low, new(2));
        arena.Free(Cpu0, high, new(2));
        arena.AssertMisuse("free of order 2", () => arena.Free(Cpu0, low, new(2)));
        arena.AssertMisuse("free of order 2", () => arena.Free(Cpu0, high, new(2)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Free_TailOfAHeldBlock_IsMisuse(int tail)
    {
        nuint block = arena.Allocate(Kernel(3));
        nuint inside = block + ((nuint)tail * PageSize.Bytes);
        arena.AssertMisuse("inside a block, not its head", () => arena.Free(Cpu0, inside, new(0)));
        arena.Free(Cpu0, block, new(3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(11)]
    [InlineData(256 + 3)]
    [InlineData(int.MaxValue)]
    public void Free_WithAnotherOrder_IsMisuse(int order)
    {
        nuint block = arena.Allocate(Kernel(3));
        arena.AssertMisuse("the block was allocated with order 3", () => arena.Free(Cpu0, block, new(order)));
        arena.Free(Cpu0, block, new(3));
    }

    [Fact]
    public void Free_ForeignAddress_IsMisuse()
    {
        nuint first = arena.AddressOf(new(0));
        nuint end = first + ((nuint)TwoNodes.Frames * PageSize.Bytes);
        void* other = NativeMemory.AlignedAlloc(PageSize.Bytes, PageSize.Bytes);
        foreach (nuint foreign in new nuint[] { 0, first - PageSize.Bytes, end, nuint.MaxValue - 4095, (nuint)other })
        {
            arena.AssertMisuse("is not in this arena", () => arena.Free(Cpu0, foreign, new(0)));
            arena.AssertMisuse("is not in this arena", () => arena.PfnOf(foreign));
        }

        NativeMemory.AlignedFree(other);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(4095)]
    public void Free_UnalignedAddress_IsMisuse(int offset)
    {
        nuint page = arena.Allocate(Kernel());
        arena.AssertMisuse("is not the start of a page", () => arena.Free(Cpu0, page + (nuint)offset, new(0)));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(79)]
    public void Free_HoleFrame_IsMisuse(uint hole) =>
        arena.AssertMisuse("no zone has this frame", () => arena.Free(Cpu0, arena.AddressOf(new(hole)), new(0)));

    [Fact]
    public void AddressOf_FrameBeyondTheArena_IsMisuse()
    {
        arena.AssertMisuse("the arena ends at 144", () => arena.AddressOf(new(144)));
        arena.AssertMisuse("the arena ends at 144", () => arena.AddressOf(Pfn.None));
    }

    [Fact]
    public void Adjust_BelowZero_IsMisuse()
    {
        arena.AssertMisuse("the reserve is 8 pages", () => arena.TryAdjust(new(-9)));
        arena.AssertMisuse("can be neither negative", () => arena.TryAdjust(new(int.MinValue)));
    }

    [Fact]
    public void Adjust_BeyondMemory_IsMisuse()
    {
        arena.AssertMisuse("larger than memory", () => arena.TryAdjust(new(144)));
        arena.AssertMisuse("larger than memory", () => arena.TryAdjust(new(int.MaxValue)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void SetMinFree_Negative_IsMisuse(int kbytes) =>
        arena.AssertMisuse($"min_free_kbytes {kbytes} is negative", () => arena.SetMinFree(kbytes));

    /// <summary>
    /// The instant between two racing frees: the first has swapped the owner to zero and not put the page anywhere yet.
    /// </summary>
    [Fact]
    public void Free_WhileAnotherCpuIsFreeingIt_IsADoubleFree()
    {
        using Layout layout = new(TwoNodes);
        PageAllocator<Real> allocator = new(layout);
        allocator.Start();
        uint pfn = allocator.Allocate(0, Kernel());
        uint held = Real.Exchange(layout.Pages[pfn].Owner, 0);
        AllocatorView view = new(layout, held: false);
        string before = view.Snapshot();
        MisuseException thrown = Assert.Throws<MisuseException>(() => allocator.Free(1, pfn, 0));
        Assert.Contains("another CPU is freeing it", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(before, view.Snapshot());
        Real.Store(layout.Pages[pfn].Owner, held);
        allocator.Free(0, pfn, 0);
        Assert.Empty(allocator.Validate());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Free_TwiceByTwoThreads_OneOfThemIsADoubleFree(int order)
    {
        for (int round = 0; round < 2000; round++)
        {
            nuint block = arena.Allocate(Kernel(order));
            int misuses = 0;
            Parallel.For(0, 2, cpu =>
            {
                try
                {
                    arena.Free(new(cpu), block, new(order));
                }
                catch (MisuseException)
                {
                    Interlocked.Increment(ref misuses);
                }
            });
            Assert.Equal(1, misuses);
        }

        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Dispose_Twice_IsHarmless()
    {
        arena.Dispose();
        arena.Dispose();
    }

    [Fact]
    public void AnyCall_AfterDispose_IsRefused()
    {
        nuint page = arena.Allocate(Kernel());
        arena.Dispose();
        Action[] calls =
        [
            () => arena.TryAllocate(Cpu0, Kernel(), out _),
            () => arena.Free(Cpu0, page, new(0)),
            () => arena.TryAdjust(new(1)),
            () => arena.SetMinFree(64),
            () => arena.Drain(Cpu0),
            () => arena.Offline(Cpu0),
            () => arena.Validate(),
            () => arena.View(),
            () => arena.AddressOf(new(0)),
            () => arena.PfnOf(page),
        ];
        foreach (Action call in calls) Assert.Throws<ObjectDisposedException>(call);
    }
}
