using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Xunit;

namespace Plimsoll.Tests.Implementation;

/// <summary>Topologies, and the words that the tests of the allocator share.</summary>
internal static class Machines
{
    public static readonly CpuId Cpu0 = new(0);
    public static readonly CpuId Cpu1 = new(1);

    /// <summary>One node, DMA and NORMAL, 2 CPUs, a reserve: 5120 pages.</summary>
    public static Topology Small { get; } = new()
    {
        Name = "small",
        Zones = [new(new(0), ZoneKind.Dma, 0, 1024), new(new(0), ZoneKind.Normal, 1024, 4096)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 256,
        ReservePages = 40,
        Batch = 4,
    };

    /// <summary>Two nodes of 64 pages with 16 frames between them that no zone has, a CPU each.</summary>
    public static Topology TwoNodes { get; } = new()
    {
        Name = "two nodes",
        Zones = [new(new(0), ZoneKind.Normal, 0, 64), new(new(1), ZoneKind.Normal, 80, 64)],
        Cpus = [new(0), new(1)],
        MinFreeKbytes = 32,
        ReservePages = 8,
        Batch = 2,
    };

    public static Request Kernel(int order = 0, int node = 0) => Request.For(Gfp.Kernel, order, node: node);

    public static Request Entitled(int order = 0, int node = 0) =>
        Request.For(Gfp.Kernel | Gfp.MemAlloc, order, node: node);

    public static nuint Allocate(this PageArena arena, Request request, int cpu = 0)
    {
        Assert.True(arena.TryAllocate(new(cpu), request, out nuint address), $"{request} was refused");
        return address;
    }

    /// <summary>Allocates until a refusal.</summary>
    public static List<nuint> Exhaust(this PageArena arena, Request request, int cpu = 0)
    {
        List<nuint> held = [];
        while (arena.TryAllocate(new(cpu), request, out nuint address)) held.Add(address);
        return held;
    }

    public static PageState StateOf(this PageArena arena, nuint address) =>
        arena.View().Page(arena.PfnOf(address).Value);

    public static int ZoneOf(this PageArena arena, nuint address) => arena.Topology.ZoneOf(arena.PfnOf(address).Value);

    /// <summary>Everything the view shows, as text.</summary>
    public static string Snapshot(this IMemoryView view)
    {
        List<string> text = [];
        List<uint> pfns = [];
        text.Add($"knobs {view.MinFreeKbytes} {view.ReservePages}");
        for (int z = 0; z < view.Topology.Zones.Length; z++)
        {
            text.Add($"zone {z}: {view.NrFree(z)} {view.Marks(z)} quiet {view.IsQuiet(z)}");
            for (int order = 0; order <= Order.Max; order++)
            {
                pfns.Clear();
                view.FreeBlocks(z, order, pfns);
                text.Add($"  order {order}: {view.NrFreeBlocks(z, order)} {string.Join(' ', pfns)}");
            }

            for (int cpu = 0; cpu < view.Topology.Cpus.Length; cpu++)
            {
                pfns.Clear();
                view.ListPages(cpu, z, pfns);
                text.Add($"  cpu{cpu} {view.Online(cpu)}: {view.ListCount(cpu, z)} {string.Join(' ', pfns)}");
            }
        }

        for (uint pfn = 0; pfn < view.Topology.Frames; pfn++) text.Add($"{pfn} {view.Page(pfn)}");
        return string.Join('\n', text);
    }

    /// <summary>The action throws a misuse that names the fact, and nothing else happens.</summary>
    public static void AssertMisuse(this PageArena arena, string fact, Action misuse)
    {
        string before = arena.View().Snapshot();
        MisuseException thrown = Assert.Throws<MisuseException>(misuse);
        Assert.Contains(fact, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(before, arena.View().Snapshot());
        Assert.Empty(arena.Validate());
    }
}
