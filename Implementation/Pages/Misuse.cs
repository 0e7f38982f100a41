using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Pages;

/// <summary>A caller broke the contract; the message names the fact, and nothing was changed.</summary>
public sealed class MisuseException(string fact) : InvalidOperationException(fact);

/// <summary>The messages, out of line: a hot method only calls them.</summary>
internal static class Misuse
{
    public static MisuseException OfCpu(CpuId cpu, int cpus) => new($"{cpu} is not in the topology of {cpus} CPUs");

    public static MisuseException OfOrder(Order order) => new($"order {order.Value} is not in 0..{Order.Max}");

    public static MisuseException OfNode(NodeId node, int nodes) =>
        new($"{node} is not in the topology of {nodes} nodes");

    public static MisuseException OfNoFail() => new("NOFAIL waits for reclaim, which this version does not have");

    public static MisuseException OfForeign(nuint address) => new($"address 0x{address:x} is not in this arena");

    public static MisuseException OfUnaligned(nuint address) =>
        new($"address 0x{address:x} is not the start of a page");

    public static MisuseException OfFree(Layout layout, uint pfn, int order, uint held)
    {
        string what = $"free of order {order} at pfn {pfn}";
        if (Owner.IsHeld(held)) return new($"{what}: the block was allocated with order {Owner.Order(held)}");
        PageState state = new AllocatorView(layout, held: false).Page(pfn);
        return new(state.Kind switch
        {
            PageKind.Hole => $"{what}: no zone has this frame",
            PageKind.Buddy => $"{what}: double free, the frame heads a free block of order {state.Order}",
            PageKind.Listed => $"{what}: double free, the page is on a CPU list",
            PageKind.Tail => $"{what}: the frame is inside a block, not its head",
            _ => $"{what}: double free, another CPU is freeing it",
        });
    }

    public static MisuseException OfForeign(Layout layout, uint pfn) =>
        new($"pfn {pfn}: the arena ends at {layout.Frames}");

    public static MisuseException OfAdjust(uint reserve, int delta) =>
        new($"adjust by {delta} pages: the reserve is {reserve} pages, and can be neither negative nor larger than "
            + "memory");

    public static MisuseException OfMinFree(int kbytes) => new($"min_free_kbytes {kbytes} is negative");
}
