using System.Runtime.InteropServices;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Sync;

namespace Plimsoll.Pages;

using Pages = Plimsoll.Model.Vocabulary.Pages;

/// <summary>
/// Real memory in pages of 4096 bytes, from zones with a strict reserve. Every method may be called from any thread; two threads
/// that name the same CPU take turns at its lists. A refusal is <c>false</c>; misuse is a <see cref="MisuseException"/> that names
/// the fact, and changes nothing.
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
    private readonly uint frames;
    private nuint memory;

    /// <exception cref="TopologyException">The topology contradicts itself, or promises more than its zones hold.</exception>
    public PageArena(Topology topology)
    {
        layout = new(topology);
        try
        {
            allocator = new(layout);
            allocator.Start();
            cpus = topology.Cpus.Length;
            nodes = layout.Nodes;
            frames = layout.Frames;
            memory = (nuint)NativeMemory.AlignedAlloc((nuint)frames * Pages.Bytes, Pages.Bytes << Order.Max);
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
        if ((uint)request.Order.Value > Order.Max) throw new MisuseException($"order {request.Order.Value} is not in 0..{Order.Max}");
        if ((uint)request.Node.Value >= (uint)nodes) throw new MisuseException($"{request.Node} is not in the topology");
        if ((request.Gfp & Gfp.NoFail) != 0) throw new MisuseException("NOFAIL waits for reclaim, which this version does not have");
        uint pfn = allocator.Allocate(cpu.Value, request);
        address = pfn == Cell.NoFrame ? 0 : AddressOf(new(pfn));
        return pfn != Cell.NoFrame;
    }

    /// <exception cref="MisuseException">No block of this order that a caller holds starts at this address.</exception>
    public void Free(CpuId cpu, nuint address, Order order)
    {
        CheckCpu(cpu);
        allocator.Free(cpu.Value, PfnOf(address).Value, order.Value);
    }

    /// <summary>Raises or lowers the strict reserve; false, and nothing changed, when the zones cannot be filled so far.</summary>
    /// <exception cref="MisuseException">The reserve would be negative or larger than memory.</exception>
    public bool TryAdjust(Pages delta) => allocator.Reserve.Adjust(delta.Value);

    /// <summary>Writes min_free_kbytes, and every mark that follows from it.</summary>
    public void SetMinFree(int kbytes) => allocator.Reserve.SetMinFree(kbytes);

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
    public string[] Validate() => allocator.Validate();

    public nuint AddressOf(Pfn pfn) => memory + ((nuint)pfn.Value * Pages.Bytes);

    /// <exception cref="MisuseException">The address is not the start of a page of this arena.</exception>
    public Pfn PfnOf(nuint address)
    {
        nuint offset = unchecked(address - memory);
        if (offset >= (nuint)frames * Pages.Bytes) throw new MisuseException($"address 0x{address:x} is not in this arena");
        if (offset % Pages.Bytes != 0) throw new MisuseException($"address 0x{address:x} is not the start of a page");
        return new((uint)(offset / Pages.Bytes));
    }

    /// <summary>The memory as the laws see it; exact while no other thread is in a call.</summary>
    public IMemoryView View() => new AllocatorView(layout, held: false);

    /// <summary>Gives all memory back to the system. No block may be used after this.</summary>
    public void Dispose()
    {
        if (memory != 0) NativeMemory.AlignedFree((void*)memory);
        memory = 0;
        layout.Dispose();
    }

    private void CheckCpu(CpuId cpu)
    {
        if ((uint)cpu.Value >= (uint)cpus) throw new MisuseException($"{cpu} is not in the topology of {cpus} CPUs");
        ObjectDisposedException.ThrowIf(memory == 0, this);
    }
}
