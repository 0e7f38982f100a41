using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>The arithmetic of the laws of reserves, in plain numbers: sums over the tree, taken anew.</summary>
internal static class PlainReserves
{
    /// <summary>Whether <paramref name="reserve"/> lies in the subtree of <paramref name="top"/>, by links.</summary>
    public static bool IsBelow(Reserves tree, int reserve, int top)
    {
        for (int steps = 0; steps <= tree.Nodes.Length && reserve >= 0; steps++)
        {
            if (reserve == top) return true;
            reserve = tree.Nodes[reserve].Parent;
        }

        return false;
    }

    /// <summary>Every link up to the root is backed.</summary>
    public static bool IsConnected(Reserves tree, int reserve)
    {
        int at = reserve;
        for (int steps = 0; steps < tree.Nodes.Length && at > 0; steps++)
        {
            if (!tree.Nodes[at].Backed) return false;
            at = tree.Nodes[at].Parent;
        }

        return at == 0;
    }

    /// <summary>usage + x &lt;= limit here and all the way up.</summary>
    public static bool Fits(Reserves tree, int reserve, int bytes)
    {
        for (int steps = 0; steps < tree.Nodes.Length && reserve >= 0; steps++)
        {
            if (tree.Nodes[reserve].Usage + bytes > tree.Nodes[reserve].Limit) return false;
            reserve = tree.Nodes[reserve].Parent;
        }

        return true;
    }

    /// <summary>The limit of the reserve itself: without what is backed below it.</summary>
    public static int OwnLimit(Reserves tree, int reserve)
    {
        int own = tree.Nodes[reserve].Limit;
        foreach (Reserve node in tree.Nodes)
        {
            if (node.Parent == reserve && node.Backed) own -= node.Limit;
        }

        return own;
    }

    /// <summary>What is charged to the reserve itself: memory in use, and requests on their way.</summary>
    public static int OwnCharges(World world, int reserve)
    {
        int bytes = 0;
        foreach (LiveCharge live in world.Memory.Reserves.Charges) bytes += live.Reserve == reserve ? live.Bytes : 0;
        foreach (Flight? flight in world.Flights)
        {
            (int of, int held) = flight switch
            {
                ReserveAllocateFlight allocate => (allocate.Reserve, allocate.Held),
                ReserveFreeFlight { Held: { } charge } => (charge.Reserve, charge.Bytes),
                UnchargeFlight { Charge: { } charge } => (charge.Reserve, charge.Bytes),
                _ => (-1, 0),
            };
            if (of == reserve) bytes += held;
        }

        return bytes;
    }

    /// <summary>Pages taken from the reserve and still held.</summary>
    public static long TaggedPages(Memory memory)
    {
        long pages = 0;
        foreach ((uint _, Block block) in memory.Blocks) pages += block.Tagged ? 1L << block.Order : 0;
        return pages;
    }

    /// <summary>The sum of min_r over the zones that carry emerg.</summary>
    public static long BoldestMins(Memory memory)
    {
        long sum = 0;
        foreach (ZoneState zone in memory.Zones) sum += zone.Marks.Emerg > 0 ? Plain.BoldestMin(zone.Marks.Min) : 0;
        return sum;
    }
}
