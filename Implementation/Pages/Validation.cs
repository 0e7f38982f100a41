using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Pages;

/// <summary>The run-time check behind <c>Validate()</c>: does the metadata agree with itself? One walk over all frames.</summary>
internal static class Validation
{
    public static string[] Of(IMemoryView view)
    {
        List<string> broken = [];
        string?[] place = new string?[view.Topology.Frames];
        for (int z = 0; z < view.Topology.Zones.Length; z++)
        {
            CheckBuddy(view, z, place, broken);
            for (int cpu = 0; cpu < view.Topology.Cpus.Length; cpu++) CheckList(view, cpu, z, place, broken);
        }

        CheckAllocated(view, place, broken);
        return [.. broken];
    }

    private static void CheckBuddy(IMemoryView view, int zone, string?[] place, List<string> broken)
    {
        ZoneSpec spec = view.Topology.Zones[zone];
        uint free = 0;
        List<uint> heads = [];
        for (int order = 0; order <= Order.Max; order++)
        {
            heads.Clear();
            view.FreeBlocks(zone, order, heads);
            uint counted = view.NrFreeBlocks(zone, order);
            if (counted != heads.Count) broken.Add($"{spec}: nr_free[{order}] is {counted}, the list has {heads.Count}");
            foreach (uint pfn in heads)
            {
                uint size = 1u << order;
                free += size;
                bool inside = pfn >= spec.Start && size <= spec.Pages && pfn <= spec.End - size;
                if (!inside || pfn % size != 0) broken.Add($"{spec}: free block {pfn} of order {order} is misplaced");
                else Occupy(place, pfn, size, $"free in {spec}", broken);
            }
        }

        if (view.NrFree(zone) != free) broken.Add($"{spec}: NR_FREE is {view.NrFree(zone)}, the lists hold {free}");
    }

    private static void CheckList(IMemoryView view, int cpu, int zone, string?[] place, List<string> broken)
    {
        ZoneSpec spec = view.Topology.Zones[zone];
        List<uint> listed = [];
        view.ListPages(cpu, zone, listed);
        if (view.ListCount(cpu, zone) != listed.Count) broken.Add($"cpu{cpu} {spec}: the list's count is impossible");
        if (listed.Count > 0 && !view.Online(cpu)) broken.Add($"cpu{cpu} {spec}: offline, yet its list holds {listed.Count} pages");
        foreach (uint pfn in listed)
        {
            if (pfn < spec.Start || pfn >= spec.End) broken.Add($"cpu{cpu} {spec}: its list holds foreign pfn {pfn}");
            else Occupy(place, pfn, 1, $"listed by cpu{cpu}", broken);
        }
    }

    /// <summary>What is neither free nor listed is held; a held block must not overlap anything.</summary>
    private static void CheckAllocated(IMemoryView view, string?[] place, List<string> broken)
    {
        for (uint pfn = 0; pfn < place.Length; pfn++)
        {
            PageState state = view.Page(pfn);
            if (state.Kind == PageKind.Allocated) Occupy(place, pfn, 1u << state.Order, "held by a caller", broken);
        }
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
