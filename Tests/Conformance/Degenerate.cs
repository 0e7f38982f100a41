using Plimsoll.Specs.Refinement;
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
                if (ZoneCheck.Admits(Memory, zone, request, pass))
                {
                    notes.Add(Label.Refused(zone, pass, request.Order.Value));
                }
            }
        }

        if (entitled) notes.Add(Label.LastAttempt(Pfn.None, request.Order.Value));
        return Outcome.Refused;
    }
}

/// <summary>
/// Serves every request from the last zone of its list that has a block, and notes that the others refused.
/// </summary>
public sealed class AlwaysLastZone(Topology topology) : ModelSubject(topology)
{
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
        if (order == 0) notes.AddRange([Label.Refill(zone, pfn, cpu), Label.Hit(zone, pfn, cpu)]);
        else notes.Add(Label.Take(zone, pfn, order));
        Set(Memory.Take(zone, pfn, order, tagged: false), Slots.With(operation.Slot, Item.Of(new(pfn))));
        return Outcome.Granted(new(pfn));
    }
}

/// <summary>Keeps every rule but one: when it allocates, its checks know nothing of the emergency level.</summary>
public sealed class IgnoresEmerg(Topology topology) : ModelSubject(topology)
{
    public override Outcome Apply(int cpu, Operation operation, List<Label> notes)
    {
        if (operation.Kind != OperationKind.Allocate) return base.Apply(cpu, operation, notes);
        int reserve = Memory.ReservePages;
        SetReserve(0);
        Outcome outcome = base.Apply(cpu, operation, notes);
        SetReserve(reserve);
        return outcome;
    }

    private void SetReserve(int pages)
    {
        Memory memory = Memory.WithKnobs(Memory.MinFreeKbytes, pages);
        Set(Enumerable.Range(0, memory.Zones.Length).Aggregate(memory, (m, zone) => m.WithMarks(zone)), Slots);
    }
}
