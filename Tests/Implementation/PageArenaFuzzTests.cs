using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Xunit;

namespace Plimsoll.Tests.Implementation;

/// <summary>
/// Long random lives on odd machines, against the most trivial oracle there is: blocks held never overlap, are aligned,
/// lie in a zone the request may use and keep their bytes; the metadata agrees with itself after every step.
/// </summary>
public unsafe class PageArenaFuzzTests
{
    private static readonly Topology Plain = new()
    {
        Name = "plain",
        Zones = [new(new(0), ZoneKind.Normal, 0, 64)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 16,
    };

    private static ImmutableArray<Topology> Odd { get; } =
    [
        Plain with { Name = "one page", Zones = [new(new(0), ZoneKind.Normal, 0, 1)], MinFreeKbytes = 0 },
        Plain with { Name = "three pages", Zones = [new(new(0), ZoneKind.Normal, 5, 3)], MinFreeKbytes = 0 },
        Plain with { Name = "crooked",
            Zones = [new(new(0), ZoneKind.Dma, 3, 13), new(new(0), ZoneKind.Normal, 1023, 77)] },
        Plain with { Name = "highmem only", Zones = [new(new(0), ZoneKind.HighMem, 7, 90)],
            MinFreeKbytes = int.MaxValue },
        Plain with { Name = "movable only", Zones = [new(new(0), ZoneKind.Movable, 0, 90)] },
        Plain with { Name = "little low",
            Zones = [new(new(0), ZoneKind.Dma, 0, 2), new(new(0), ZoneKind.HighMem, 2, 300)] },
        Plain with { Name = "all reserve", ReservePages = 64, MinFreeKbytes = 0 },
        Plain with { Name = "huge min", MinFreeKbytes = int.MaxValue },
        Plain with { Name = "ratio 1", Zones = Five(0, 0), LowmemReserveRatio = [1, 1, 1, 1] },
        Plain with { Name = "ratio 0", Zones = Five(0, 0), LowmemReserveRatio = [0, 0, 0, 0], ReservePages = 9 },
        Plain with { Name = "64 CPUs", Cpus = [.. Enumerable.Repeat(new NodeId(0), 64)], Batch = 1, ListHigh = 1 },
        Plain with { Name = "batch beyond", Batch = 4096, ListHigh = 1 },
        Plain with { Name = "no lists", Batch = 0 },
        Plain with
        {
            Name = "eight nodes", Cpus = [.. Enumerable.Range(0, 8).Select(n => new NodeId(n))], ReservePages = 40,
                Batch = 3,
            Zones =
                [.. Enumerable.Range(0, 8).Select(n => new ZoneSpec(new(n), ZoneKind.Normal, (uint)(n * 40) + 1, 33))],
        },
        Plain with { Name = "headless", Zones = [.. Five(0, 0), .. Five(3, 500)], Cpus = [new(1), new(2)],
            ReservePages = 20, Batch = 2 },
    ];

    public static TheoryData<string> Names => [.. Odd.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Arena_OddMachine_KeepsItsWordAtEveryStep(string name)
    {
        using PageArena arena = new(Odd.Single(t => t.Name == name));
        Random random = new(2007);
        Life life = new(arena, 1);
        for (int step = 0; step < 4000; step++)
        {
            life.Step(random, knobs: true);
            string[] broken = arena.Validate();
            Assert.True(broken.Length == 0, $"step {step}: {string.Join("; ", broken)}");
        }

        life.FreeAll(random);
        AssertWhole(arena);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Arena_OddMachineManyThreads_NoBlockHasTwoHolders(string name)
    {
        using PageArena arena = new(Odd.Single(t => t.Name == name));
        List<Exception> failures = [];
        Thread[] threads = [.. Enumerable.Range(1, 3).Select(id => new Thread(() =>
        {
            try
            {
                Random random = new(id);
                Life life = new(arena, (ulong)id);
                for (int step = 0; step < 4000; step++) life.Step(random, knobs: id == 1);
                life.FreeAll(random);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                lock (failures) failures.Add(failure);
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads)
            Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "a thread never came back");
        Assert.Empty(failures);
        AssertWhole(arena);
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(65)]
    public void Adjust_BeyondMemory_IsMisuse(int delta)
    {
        using PageArena arena = new(Plain);
        Assert.Throws<MisuseException>(() => arena.TryAdjust(new(delta)));
        Assert.False(arena.TryAdjust(new(64)));
        Assert.True(arena.TryAdjust(new(10)));
        Assert.Empty(arena.Validate());
    }

    /// <summary>A mark that no number holds must not end a call halfway, with a lock held for ever.</summary>
    [Fact]
    public void SetMinFree_MarksBeyondAnyNumber_RefuseAndReturn()
    {
        using PageArena arena = new(Plain with
        {
            Zones = [new(new(0), ZoneKind.Dma, 0, 2), new(new(0), ZoneKind.HighMem, 2, 300)], MinFreeKbytes = 0,
        });
        arena.SetMinFree(int.MaxValue);
        Assert.False(arena.TryAllocate(new(0), Request.For(Gfp.Kernel), out _));
        arena.SetMinFree(0);
        Assert.True(arena.TryAllocate(new(0), Request.For(Gfp.Kernel), out nuint page));
        arena.Free(new(0), page, new(0));
        Assert.Empty(arena.Validate());
    }

    private static ImmutableArray<ZoneSpec> Five(int node, uint start) =>
        [.. Enumerable.Range(0, 5).Select(k => new ZoneSpec(new(node), (ZoneKind)k, start + (uint)(k * 60), 53))];

    private static void AssertWhole(PageArena arena)
    {
        for (int cpu = 0; cpu < arena.Topology.Cpus.Length; cpu++) arena.Drain(new(cpu));
        Assert.Empty(arena.Validate());
        IMemoryView view = arena.View();
        for (int z = 0; z < arena.Topology.Zones.Length; z++)
            Assert.Equal(arena.Topology.Zones[z].Pages, view.NrFree(z));
    }

    /// <summary>One caller: what it holds, and the bytes it wrote there.</summary>
    private sealed class Life(PageArena arena, ulong id)
    {
        private static readonly Gfp[] Words =
            [Gfp.Kernel, Gfp.Atomic, Gfp.NoWait, Gfp.Dma, Gfp.Dma32, Gfp.HighUser, Gfp.HighUserMovable,
                Gfp.Kernel | Gfp.ThisNode];

        private readonly List<(nuint Block, int Order, ulong Stamp)> held = [];
        private readonly HashSet<uint> frames = [];
        private ulong stamps;

        public void Step(Random random, bool knobs)
        {
            CpuId cpu = new(random.Next(arena.Topology.Cpus.Length));
            int dice = random.Next(100);
            if (dice < 55) Acquire(random, cpu);
            else if (dice < 94 && held.Count > 0) Release(random, cpu);
            else if (dice < 96) arena.Drain(cpu);
            else if (!knobs) return;
            else if (dice == 96) arena.SetMinFree(random.Next(2) == 0 ? random.Next(200) : random.Next());
            else if (dice == 97 && random.Next(20) == 0) arena.Offline(cpu);
            else Adjust(random);
        }

        public void FreeAll(Random random)
        {
            while (held.Count > 0) Release(random, new(0));
        }

        private void Adjust(Random random)
        {
            int reserve = (int)arena.View().ReservePages;
            int wanted = random.Next((int)Math.Min(arena.Topology.Frames, 70));
            arena.TryAdjust(new(wanted - reserve));
        }

        private void Acquire(Random random, CpuId cpu)
        {
            int order = random.Next(8) == 0 ? random.Next(Order.Max + 1) : random.Next(3) * random.Next(2);
            Gfp gfp = Words[random.Next(Words.Length)] | (random.Next(4) == 0 ? Gfp.MemAlloc : Gfp.None);
            Request request = Request.For(gfp, order, node: random.Next(arena.Topology.Nodes));
            if (!arena.TryAllocate(cpu, request, out nuint block)) return;
            uint pfn = arena.PfnOf(block).Value;
            Assert.Equal(0u, pfn % (1u << order));
            Assert.Equal((nuint)0, block % ((nuint)PageSize.Bytes << order));
            ulong stamp = (id << 48) | ++stamps;
            for (uint i = 0; i < 1u << order; i++)
            {
                Assert.True(arena.Topology.ZoneOf(pfn + i) >= 0, $"pfn {pfn + i} is in no zone");
                Assert.True(frames.Add(pfn + i), $"pfn {pfn + i} is handed out twice");
                ulong* page = (ulong*)(block + ((nuint)i * PageSize.Bytes));
                (page[0], page[511]) = (stamp, stamp);
            }

            held.Add((block, order, stamp));
        }

        private void Release(Random random, CpuId cpu)
        {
            int at = random.Next(held.Count);
            (nuint block, int order, ulong stamp) = held[at];
            held[at] = held[^1];
            held.RemoveAt(held.Count - 1);
            uint pfn = arena.PfnOf(block).Value;
            for (uint i = 0; i < 1u << order; i++)
            {
                ulong* page = (ulong*)(block + ((nuint)i * PageSize.Bytes));
                Assert.True(page[0] == stamp && page[511] == stamp, $"pfn {pfn + i} was written by another holder");
                frames.Remove(pfn + i);
            }

            arena.Free(cpu, block, new(order));
        }
    }
}
