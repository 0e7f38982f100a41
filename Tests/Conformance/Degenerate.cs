using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Tests.Conformance;

/// <summary>Refuses every request, and notes all the refusals that would have to lead there.</summary>
public sealed class AlwaysNull(Topology topology) : ModelSubject(topology)
{
    public override Outcome Apply(int cpu, Operation operation, List<Label> notes)
    {
        if (operation.Kind != OperationKind.Allocate) return base.Apply(cpu, operation, notes);
        Request request = operation.Request;
        bool entitled = AllocFlag.Entitled(request.Gfp, request.Context);
        foreach (Pass pass in entitled ? [Pass.Low, Pass.Min, Pass.Boldest] : new[] { Pass.Low, Pass.Min })
        {
            foreach (int zone in Memory.Machine.ZonelistOf(request))
            {
                if (ZoneCheck.Admits(Memory, zone, request, pass)) notes.Add(Label.Refused(zone, pass, request.Order.Value));
            }
        }

        if (entitled) notes.Add(Label.LastAttempt(Pfn.None, request.Order.Value));
        return Outcome.Refused;
    }
}

/// <summary>Serves every request from the last zone of its list that has a block, and notes that the others refused.</summary>
public sealed class AlwaysLastZone(Topology topology) : ModelSubject(topology)
{
    private readonly Dictionary<int, Pfn> mine = [];

    public override Outcome Apply(int cpu, Operation operation, List<Label> notes)
    {
        if (operation.Kind != OperationKind.Allocate) return base.Apply(cpu, operation, notes);
        int order = operation.Request.Order.Value;
        int zone = Memory.Machine.ZonelistOf(operation.Request)
            .LastOrDefault(z => Memory.Zones[z].Free.HasAnyBlock(order), -1);
        if (zone < 0) return base.Apply(cpu, operation, notes);
        foreach (int earlier in Memory.Machine.ZonelistOf(operation.Request).TakeWhile(z => z != zone))
        {
            notes.Add(Label.Refused(earlier, Pass.Low, order));
        }

        uint pfn = Memory.Zones[zone].Free.Blocks(order).First();
        notes.Add(Label.Take(zone, pfn, order));
        Memory = Memory.Take(zone, pfn, order, tagged: false);
        mine[operation.Slot] = new(pfn);
        return Outcome.Granted(new(pfn));
    }
}

/// <summary>Keeps every rule but one: its checks know nothing of the emergency level, although its marks show it.</summary>
public sealed class IgnoresEmerg(Topology topology) : ModelSubject(topology with { ReservePages = 0 })
{
    public override IMemoryView View => new Pretending(base.View, topology);

    /// <summary>Its own memory, with the knobs and marks that it ought to have.</summary>
    private sealed class Pretending(IMemoryView real, Topology topology) : IMemoryView
    {
        public Topology Topology => topology;

        public int MinFreeKbytes => real.MinFreeKbytes;

        public int ReservePages => real.ReservePages + topology.ReservePages;

        public uint NrFree(int zone) => real.NrFree(zone);

        public uint NrFreeBlocks(int zone, int order) => real.NrFreeBlocks(zone, order);

        public Marks Marks(int zone) => Watermarks.Of(topology, MinFreeKbytes, ReservePages)[zone];

        public void FreeBlocks(int zone, int order, List<uint> into) => real.FreeBlocks(zone, order, into);

        public uint ListCount(int cpu, int zone) => real.ListCount(cpu, zone);

        public void ListPages(int cpu, int zone, List<uint> into) => real.ListPages(cpu, zone, into);

        public bool Online(int cpu) => real.Online(cpu);

        public PageState Page(uint pfn) => real.Page(pfn);

        public bool IsQuiet(int zone) => real.IsQuiet(zone);
    }
}
