using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Refinement;

/// <summary>Two readings of the same memory: what the model says is there, and what the subject says.</summary>
public static class ViewComparison
{
    /// <summary>
    /// The first difference, as the law it breaks; null if there is none. CPU lists are compared as sets.
    /// </summary>
    public static string? Difference(IMemoryView model, IMemoryView subject)
    {
        (int, int) knobs = (model.MinFreeKbytes, model.ReservePages),
            seen = (subject.MinFreeKbytes, subject.ReservePages);
        if (knobs != seen) return StepLaw.Broken(StepLaw.Marks, $"the knobs are {seen} where {knobs} are in force");
        for (int zone = 0; zone < model.Topology.Zones.Length; zone++)
        {
            if (OfZone(model, subject, zone) is { } difference) return difference;
        }

        for (int cpu = 0; cpu < model.Topology.Cpus.Length; cpu++)
        {
            if (model.Online(cpu) != subject.Online(cpu))
            {
                return StepLaw.Broken(StepLaw.Offline, $"cpu{cpu} is {(subject.Online(cpu) ? "online" : "offline")}");
            }
        }

        return Pages(model, subject);
    }

    private static string? OfZone(IMemoryView model, IMemoryView subject, int zone)
    {
        string name = $"{model.Topology.Zones[zone]}";
        if (model.Marks(zone) != subject.Marks(zone))
        {
            return StepLaw.Broken(StepLaw.Marks, $"{name} has {subject.Marks(zone)} where {model.Marks(zone)} is due");
        }

        for (int order = 0; order <= Order.Max; order++)
        {
            foreach (uint head in Sorted(list => subject.FreeBlocks(zone, order, list)))
            {
                bool fits = Fits(model.Topology.Zones[zone], head, order);
                if (!fits) return StepLaw.Broken(Aligned, $"{name} has an order-{order} block at {head}");
            }
        }

        for (int order = 0; order <= Order.Max; order++)
        {
            uint[] due = Sorted(list => model.FreeBlocks(zone, order, list));
            uint[] there = Sorted(list => subject.FreeBlocks(zone, order, list));
            if (!due.SequenceEqual(there))
            {
                return StepLaw.Broken(
                    Coalesced, $"{name} has order-{order} blocks {Text(there)} where {Text(due)} are due");
            }

            uint counted = subject.NrFreeBlocks(zone, order);
            if (counted != due.Length)
            {
                return StepLaw.Broken(Counts, $"{name} counts {counted} of {due.Length} order-{order} blocks");
            }
        }

        if (model.NrFree(zone) != subject.NrFree(zone))
        {
            return StepLaw.Broken(Counts, $"{name} counts {subject.NrFree(zone)} free pages of {model.NrFree(zone)}");
        }

        for (int cpu = 0; cpu < model.Topology.Cpus.Length; cpu++)
        {
            uint[] due = Sorted(list => model.ListPages(cpu, zone, list));
            uint[] there = Sorted(list => subject.ListPages(cpu, zone, list));
            string list = $"cpu{cpu}'s list of {name}";
            if (!due.SequenceEqual(there))
            {
                return StepLaw.Broken(StepLaw.Partition, $"{list} is {Text(there)} where {Text(due)} is due");
            }

            uint counted = subject.ListCount(cpu, zone);
            if (counted != due.Length) return StepLaw.Broken(Counts, $"{list} counts {counted} of {due.Length} pages");
        }

        return null;
    }

    private static string? Pages(IMemoryView model, IMemoryView subject)
    {
        for (uint pfn = 0; pfn < model.Topology.Frames; pfn++)
        {
            (PageState due, PageState there) = (Essence(model.Page(pfn)), Essence(subject.Page(pfn)));
            if (due == there) continue;
            string law = due with { Tagged = there.Tagged } == there ? StepLaw.Tag : StepLaw.Partition;
            return StepLaw.Broken(law, $"pfn {pfn} is {there} where {due} is due");
        }

        return null;
    }

    /// <summary>Order says something of heads only, and the tag of held blocks only.</summary>
    private static PageState Essence(PageState page) => page.Kind switch
    {
        PageKind.Allocated => page,
        PageKind.Buddy => page with { Tagged = false },
        _ => new(page.Kind, 0, false),
    };

    private static bool Fits(ZoneSpec zone, uint head, int order) =>
        head % (1u << order) == 0 && head >= zone.Start && head + (1u << order) <= zone.End;

    private const string Aligned = "INV-B2 (B.2): a block starts at a multiple of its size and lies in one zone";

    private const string Counts = "INV-B4 (B.2): counters say what the lists hold";

    private const string Coalesced = "INV-B3 (B.2): buddies coalesce maximally, and free blocks are what was freed";

    private static uint[] Sorted(Action<List<uint>> fill)
    {
        List<uint> list = [];
        fill(list);
        list.Sort();
        return [.. list];
    }

    private static string Text(uint[] pages) => $"[{string.Join(' ', pages)}]";
}
