using System.Runtime.InteropServices;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Xunit;
using static Plimsoll.Tests.Implementation.Machines;

namespace Plimsoll.Tests.Implementation;

public unsafe class PageArenaMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void Arena_AllMemoryInBlocksOfOneOrder_EveryByteBelongsToOneHolder(int order)
    {
        using PageArena arena = new(Small);
        List<nuint> held = arena.Exhaust(Entitled(order));
        Assert.Equal((int)(Small.Frames >> order), held.Count);
        foreach (nuint block in held) Fill(block, order);
        foreach (nuint block in held)
        {
            Assert.Equal((nuint)0, block % ((nuint)PageSize.Bytes << order));
            AssertFilled(block, order);
            arena.Free(Cpu0, block, new(order));
        }

        arena.Drain(Cpu0);
        Assert.Empty(arena.Validate());
        Assert.Equal(Small.Frames, arena.View().NrFree(0) + arena.View().NrFree(1));
    }

    [Fact]
    public void Arena_BlocksOfMixedOrders_KeepTheirBytesUntilFreed()
    {
        using PageArena arena = new(Small);
        Random random = new(20071);
        List<(nuint Block, int Order)> held = [];
        for (int step = 0; step < 6000; step++)
        {
            if (held.Count > 0 && random.Next(100) < 48)
            {
                int victim = random.Next(held.Count);
                (nuint block, int order) = held[victim];
                held[victim] = held[^1];
                held.RemoveAt(held.Count - 1);
                AssertFilled(block, order);
                arena.Free(new(random.Next(2)), block, new(order));
            }
            else
            {
                int order = Math.Min(random.Next(5), random.Next(5));
                Request request = random.Next(8) == 0 ? Entitled(order) : Kernel(order);
                if (!arena.TryAllocate(new(random.Next(2)), request, out nuint block)) continue;
                Fill(block, order);
                held.Add((block, order));
            }
        }

        Assert.Empty(arena.Validate());
        foreach ((nuint block, int order) in held)
        {
            AssertFilled(block, order);
            arena.Free(Cpu0, block, new(order));
        }

        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Arena_AddressAndFrame_AreInverse()
    {
        using PageArena arena = new(TwoNodes);
        for (uint pfn = 0; pfn < TwoNodes.Frames; pfn++)
            Assert.Equal(new Pfn(pfn), arena.PfnOf(arena.AddressOf(new(pfn))));
    }

    private static Span<ulong> Words(nuint block, int order) =>
        MemoryMarshal.Cast<byte, ulong>(new Span<byte>((void*)block, PageSize.Bytes << order));

    private static void Fill(nuint block, int order) => Words(block, order).Fill((ulong)block | (uint)order | 1u << 11);

    private static void AssertFilled(nuint block, int order) =>
        Assert.Equal(-1, Words(block, order).IndexOfAnyExcept((ulong)block | (uint)order | 1u << 11));
}
