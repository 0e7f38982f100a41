using System.Runtime.InteropServices;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Sync;

namespace Plimsoll.Pages;

/// <summary>
/// Real memory in pages of 4096 bytes, from zones with a strict reserve. Every method may be called from any thread;
/// two threads that name the same CPU take turns at its lists. A refusal is <c>false</c>; misuse is a
/// <see cref="MisuseException"/> that names the fact, and changes nothing.
/// </summary>
/// <example><code>
/// using var arena = new PageArena(topology);
/// if (arena.TryAllocate(new(0), Request.For(Gfp.Kernel), out nuint page)) arena.Free(new(0), page, new(0));
/// </code></example>
public sealed unsafe class PageArena : IDisposable
{
    private readonly Layout layout;
    private readonly PageAllocator<Real> allocator;
    private readonly int cpus;
    private readonly int nodes;
    private readonly nuint bytes;
    private nuint memory;

    /// <exception cref="TopologyException">The topology contradicts itself, or promises more than its zones
    /// hold.</exception>
    public PageArena(Topology topology)
    {
        layout = new(topology);
        try
        {
            allocator = new(layout);
            allocator.Start();
            cpus = topology.Cpus.Length;
            nodes = layout.Nodes;
            bytes = (nuint)layout.Frames * PageSize.Bytes;
            memory = (nuint)NativeMemory.AlignedAlloc(bytes, PageSize.Bytes << Order.Max);
        }
        catch
        {
            layout.Dispose();
            throw;
        }
    }

    public Topology Topology => layout.Topology;

    /// <summary>A block of 2^order pages, aligned to its size; its bytes are what the last owner left there.</summary>
    /// <exception cref="MisuseException">The CPU, the order or the node is out of range.</exception>
    public bool TryAllocate(CpuId cpu, Request request, out nuint address)
    {
        CheckCpu(cpu);
        if (request.Order.Value is < 0 or > Order.Max) throw Misuse.OfOrder(request.Order);
        if (request.Node.Value < 0 || request.Node.Value >= nodes) throw Misuse.OfNode(request.Node, nodes);
        if ((request.Gfp & Gfp.NoFail) != 0) throw Misuse.OfNoFail();
        uint pfn = allocator.Allocate(cpu.Value, request);
        address = pfn == Cell.NoFrame ? 0 : StartOf(pfn);
        return pfn != Cell.NoFrame;
    }

    /// <exception cref="MisuseException">No block of this order that a caller holds starts at this address.</exception>
    public void Free(CpuId cpu, nuint address, Order order)
    {
        CheckCpu(cpu);
        allocator.Free(cpu.Value, FrameOf(address), order.Value);
    }

    /// <summary>
    /// Raises or lowers the strict reserve; false, and nothing changed, when the zones cannot be filled so far.
    /// </summary>
    /// <exception cref="MisuseException">The reserve would be negative or larger than memory.</exception>
    public bool TryAdjust(PageCount delta)
    {
        CheckAlive();
        return allocator.Reserve.Adjust(delta.Value);
    }

    /// <summary>Writes min_free_kbytes, and every mark that follows from it.</summary>
    /// <exception cref="MisuseException">The value is negative.</exception>
    public void SetMinFree(int kbytes)
    {
        CheckAlive();
        allocator.Reserve.SetMinFree(kbytes);
    }

    /// <summary>Returns the CPU's listed pages to their zones.</summary>
    public void Drain(CpuId cpu)
    {
        CheckCpu(cpu);
        allocator.Drain(cpu.Value);
    }

    /// <summary>Closes the CPU's lists for good. The CPU may go on calling, without lists.</summary>
    public void Offline(CpuId cpu)
    {
        CheckCpu(cpu);
        allocator.Offline(cpu.Value);
    }

    /// <summary>Checks the metadata against itself while every CPU stands still.</summary>
    /// <returns>The contradictions found; empty when all is well.</returns>
    public string[] Validate()
    {
        CheckAlive();
        return allocator.Validate();
    }

    /// <exception cref="MisuseException">The arena has no such frame.</exception>
    public nuint AddressOf(Pfn pfn)
    {
        CheckAlive();
        return pfn.Value < layout.Frames ? StartOf(pfn.Value) : throw Misuse.OfForeign(layout, pfn.Value);
    }

    /// <exception cref="MisuseException">The address is not the start of a page of this arena.</exception>
    public Pfn PfnOf(nuint address)
    {
        CheckAlive();
        return new(FrameOf(address));
    }

    /// <summary>
    /// The memory as the laws see it; exact while no other thread is in a call. It must not be read after the arena's
    /// end.
    /// </summary>
    public IMemoryView View()
    {
        CheckAlive();
        return new AllocatorView(layout, held: false);
    }

    /// <summary>
    /// Gives all memory back to the system. No block may be used after this, and no call may be in progress.
    /// </summary>
    public void Dispose()
    {
        if (memory != 0) NativeMemory.AlignedFree((void*)memory);
        memory = 0;
        layout.Dispose();
    }

    private void CheckCpu(CpuId cpu)
    {
        if (cpu.Value < 0 || cpu.Value >= cpus) throw Misuse.OfCpu(cpu, cpus);
        CheckAlive();
    }

    private void CheckAlive() => ObjectDisposedException.ThrowIf(memory == 0, this);

    private nuint StartOf(uint pfn) => unchecked(memory + ((nuint)pfn * PageSize.Bytes));

    private uint FrameOf(nuint address)
    {
        nuint offset = unchecked(address - memory);
        if (offset >= bytes) throw Misuse.OfForeign(address);
        if (offset % PageSize.Bytes != 0) throw Misuse.OfUnaligned(address);
        return unchecked((uint)(offset / PageSize.Bytes));
    }
}
