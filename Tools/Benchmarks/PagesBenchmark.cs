using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;

namespace Plimsoll.Benchmarks;

/// <summary>
/// A batch of 512 blocks: allocate all, write one byte in each, free all. Time is per block. The arena has 1 GiB in DMA
/// and NORMAL, a strict reserve, and every check on; <see cref="Prepare"/> asserts that it is so.
/// <para>
/// The baseline is NativeMemory.AlignedAlloc(4096, 4096) at its best: small blocks above the batch keep glibc from
/// giving the heap back to the kernel. Without it (<see cref="NativeTrimming"/>) most of the peer's time may be page
/// faults, if and when free() trims the heap, and the ratio says nothing about allocators.
/// </para>
/// </summary>
public unsafe class PagesBenchmark : IDisposable
{
    private const int Batch = 512;
    private const int Guards = 4096;

    private static readonly Topology Machine = new()
    {
        Name = "1 GiB",
        Zones = [new(new(0), ZoneKind.Dma, 0, 4096), new(new(0), ZoneKind.Normal, 4096, 258048)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 4096,
        ReservePages = 1024,
    };

    private readonly nuint[] held = new nuint[Batch];
    private PageArena arena = null!;
    private readonly List<nuint> guards = [];

    [Params(0, 3)]
    public int Order { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        arena = new(Machine);
        Require(Machine is { Batch: null, ListHigh: null }, "the list sizes are the rule's");
        Require(
            PcpBatch.Of(Machine.Zones[1].Pages) == 31 && ListSize.High(Machine.Zones[1], Machine) == 186,
            "batch 31, high 186");
        Require(
            Enumerable.Range(0, 2).All(z => arena.View().Marks(z).Emerg > 0), "both zones carry a part of the reserve");
        RequireListHigh();
        RequireChecks();
        Require(arena.Validate().Length == 0, "the arena is sound");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        Require(arena.Validate().Length == 0, "the arena is still sound");
        arena.Dispose();
        foreach (nuint guard in guards) NativeMemory.Free((void*)guard);
        guards.Clear();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Arena()
    {
        CpuId cpu = new(0);
        Order order = new(Order);
        Request request = Request.For(Gfp.Kernel, Order);
        nuint[] blocks = held;
        for (int i = 0; i < blocks.Length; i++)
        {
            if (!arena.TryAllocate(cpu, request, out nuint block)) throw new InvalidOperationException("refused");
            *(byte*)block = 1;
            blocks[i] = block;
        }

        for (int i = 0; i < blocks.Length; i++) arena.Free(cpu, blocks[i], order);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch)]
    public void Native()
    {
        AllocateNative(PageSize.Bytes);
        KeepHeap();
        FreeNative();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void NativeTrimming()
    {
        AllocateNative(PageSize.Bytes);
        FreeNative();
    }

    /// <summary>For information: as many bytes as the arena hands out, of which one is written.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public void NativeSameSize()
    {
        AllocateNative((nuint)PageSize.Bytes << Order);
        KeepHeap();
        FreeNative();
    }

    public static void Run(TextWriter output)
    {
        foreach (int order in new[] { 0, 3 })
        {
            using PagesBenchmark benchmark = new() { Order = order };
            benchmark.Prepare();
            Interleaved.Run(
                output, $"pages of order {order} / NativeMemory", benchmark.Arena, benchmark.Native, slice: 20);
        }
    }

    private void AllocateNative(nuint bytes)
    {
        nuint[] blocks = held;
        for (int i = 0; i < blocks.Length; i++)
        {
            byte* block = (byte*)NativeMemory.AlignedAlloc(bytes, PageSize.Bytes);
            *block = 1;
            blocks[i] = (nuint)block;
        }
    }

    /// <summary>
    /// A small block above each of the first batches: the hole that a batch leaves below it grows until the next one
    /// fits.
    /// </summary>
    private void KeepHeap()
    {
        if (guards.Count == Guards) return;
        nuint top = held.Max();
        nuint guard;
        do guards.Add(guard = (nuint)NativeMemory.Alloc(2 * PageSize.Bytes));
        while (guard < top && guards.Count < Guards);
    }

    private void FreeNative()
    {
        nuint[] blocks = held;
        for (int i = 0; i < blocks.Length; i++) NativeMemory.AlignedFree((void*)blocks[i]);
    }

    /// <summary>The list in use grows to the rule's high mark and no further.</summary>
    private void RequireListHigh()
    {
        CpuId cpu = new(0);
        nuint[] pages = new nuint[400];
        for (int i = 0; i < pages.Length; i++) arena.TryAllocate(cpu, Request.For(Gfp.Kernel), out pages[i]);
        uint longest = 0;
        foreach (nuint page in pages)
        {
            arena.Free(cpu, page, new(0));
            longest = Math.Max(longest, arena.View().ListCount(0, 1));
        }

        Require(longest == 185, "the list gives a batch back when it reaches 186");
        arena.Drain(cpu);
    }

    private void RequireChecks()
    {
        CpuId cpu = new(0);
        arena.TryAllocate(cpu, Request.For(Gfp.Kernel, Order), out nuint block);
        RequireMisuse("wrong order", () => arena.Free(cpu, block, new(Order + 1)));
        arena.TryAllocate(cpu, Request.For(Gfp.Kernel, 3), out nuint eight);
        RequireMisuse("tail", () => arena.Free(cpu, eight + PageSize.Bytes, new(0)));
        RequireMisuse("unaligned", () => arena.Free(cpu, block + 8, new(Order)));
        arena.Free(cpu, block, new(Order));
        RequireMisuse("double free", () => arena.Free(cpu, block, new(Order)));
        arena.Free(cpu, eight, new(3));
        void* foreign = NativeMemory.AlignedAlloc(PageSize.Bytes, PageSize.Bytes);
        RequireMisuse("foreign address", () => arena.Free(cpu, (nuint)foreign, new(0)));
        NativeMemory.AlignedFree(foreign);
        arena.Drain(cpu);
    }

    private static void RequireMisuse(string what, Action misuse)
    {
        try
        {
            misuse();
        }
        catch (MisuseException)
        {
            return;
        }

        throw new InvalidOperationException($"not detected: {what}");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new InvalidOperationException($"does not hold: {what}");
    }
}
