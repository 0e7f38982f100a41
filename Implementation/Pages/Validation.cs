using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Pages;

/// <summary>
/// The run-time check behind <c>Validate()</c>: does the metadata agree with itself? One walk over all frames.
/// </summary>
internal static class Validation
{
    private const string Free = "free in ";

    public static string[] Of(AllocatorView view)
    {
        List<string> broken = [];
        string?[] place = new string?[view.Topology.Frames];
        for (int z = 0; z < view.Topology.Zones.Length; z++)
        {
            CheckBuddy(view, z, place, broken);
            for (int cpu = 0; cpu < view.Topology.Cpus.Length; cpu++) CheckList(view, cpu, z, place, broken);
        }

        CheckFrames(view, place, broken);
        return [.. broken];
    }

    private static void CheckBuddy(AllocatorView view, int zone, string?[] place, List<string> broken)
    {
        ZoneSpec spec = view.Topology.Zones[zone];
        uint free = 0;
        List<uint> heads = [];
        for (int order = 0; order <= Order.Max; order++)
        {
            heads.Clear();
            view.FreeBlocks(zone, order, heads);
            uint counted = view.NrFreeBlocks(zone, order);
            if (counted != heads.Count)
                broken.Add($"{spec}: nr_free[{order}] is {counted}, the list has {heads.Count}");
            bool bit = (view.NonEmpty(zone) >> order & 1) != 0;
            if (bit != heads.Count > 0)
                broken.Add(
                    $"{spec}: the bit of order {order} is {(bit ? "set" : "clear")}, the list has {heads.Count}");
            uint previous = Cell.NoFrame;
            foreach (uint pfn in heads)
            {
                if (view.Previous(pfn) != previous)
                    broken.Add($"{spec}: free block {pfn} of order {order} is not linked back");
                previous = pfn;
                PageState state = view.Page(pfn);
                bool marked = state.Kind == PageKind.Buddy && state.Order == order;
                if (!marked) broken.Add($"{spec}: pfn {pfn} is on the list of order {order}, and not marked so");
                uint size = 1u << order;
                free += size;
                bool inside = pfn >= spec.Start && size <= spec.Pages && pfn <= spec.End - size;
                if (!inside || pfn % size != 0) broken.Add($"{spec}: free block {pfn} of order {order} is misplaced");
                else Occupy(place, pfn, size, $"{Free}{spec}", broken);
            }
        }

        if (view.NrFree(zone) != free) broken.Add($"{spec}: NR_FREE is {view.NrFree(zone)}, the lists hold {free}");
    }

    private static void CheckList(AllocatorView view, int cpu, int zone, string?[] place, List<string> broken)
    {
        ZoneSpec spec = view.Topology.Zones[zone];
        List<uint> listed = [];
        view.ListPages(cpu, zone, listed);
        if (view.ListCount(cpu, zone) != listed.Count) broken.Add($"cpu{cpu} {spec}: the list's count is impossible");
        if (listed.Count > 0 && !view.Online(cpu))
            broken.Add($"cpu{cpu} {spec}: offline, yet its list holds {listed.Count} pages");
        foreach (uint pfn in listed)
        {
            if (pfn < spec.Start || pfn >= spec.End) broken.Add($"cpu{cpu} {spec}: its list holds foreign pfn {pfn}");
            else Occupy(place, pfn, 1, $"listed by cpu{cpu}", broken);
        }
    }

    /// <summary>
    /// What is neither free nor listed is held, or on its way; a held block must not overlap anything.
    /// </summary>
    private static void CheckFrames(AllocatorView view, string?[] place, List<string> broken)
    {
        for (uint pfn = 0; pfn < place.Length; pfn++)
        {
            PageState state = view.Page(pfn);
            if (state.Kind == PageKind.Buddy && place[pfn]?.StartsWith(Free, StringComparison.Ordinal) != true)
            {
                broken.Add($"pfn {pfn} is marked as a free block of order {state.Order}, and no free list has it");
            }

            if (state.Kind == PageKind.Allocated) CheckHeld(view, pfn, state.Order, place, broken);
        }
    }

    private static void CheckHeld(AllocatorView view, uint pfn, int order, string?[] place, List<string> broken)
    {
        if (order > Order.Max)
        {
            broken.Add($"pfn {pfn} is held with the impossible order {order}");
            return;
        }

        int zone = view.Topology.ZoneOf(pfn);
        uint size = 1u << order;

        // No lock keeps a holder from giving the block up meanwhile: then it remembers nothing.
        if (view.RememberedZone(pfn) is { } remembered && remembered != zone)
            broken.Add($"pfn {pfn} is held, and remembers another zone than its own");
        if (pfn % size != 0 || pfn > view.Topology.Zones[zone].End - size)
            broken.Add($"held block {pfn} of order {order} is misplaced");
        else Occupy(place, pfn, size, "held by a caller", broken);
    }

    private static void Occupy(string?[] place, uint pfn, uint size, string what, List<string> broken)
    {
        for (uint frame = pfn; frame < pfn + size && frame < place.Length; frame++)
        {
            if (place[frame] is { } other) broken.Add($"pfn {frame} is {what} and also {other}");
            place[frame] = what;
        }
    }
}
