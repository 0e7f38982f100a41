using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// G22, the probe as patch 09 has it: from each node one page is allocated, GFP_KERNEL, and freed again. The page may
/// come from any zone of the node's zonelist, so the probe says little about the zones that carry the reserve.
/// </summary>
public sealed partial record AdjustFlight
{
    private Flight? Allocation { get; init; }

    private bool Releasing { get; init; }

    private int Node { get; init; }

    public override Flight? Within => Allocation;

    private AdjustFlight AskNode(Memory memory, int node) => node == memory.Topology.Nodes
        ? this with { At = Stage.Done, Due = Outcome.Done, Allocation = null }
        : this with
        {
            Node = node,
            Releasing = false,
            Allocation = PageFlights.Allocate(memory, Task, Cpu, Request.For(Gfp.Kernel, node: node)),
        };

    /// <summary>What the strong probe would have found, for the law to judge.</summary>
    private AdjustFlight WitnessWeak(Memory memory)
    {
        ulong seen = Seen;
        for (int zone = 0; zone < memory.Machine.Zones; zone++)
        {
            if (ZoneCheck.IsPopulated(memory, zone)) seen |= 1UL << zone;
        }

        return (this with { Seen = seen, Allocation = Allocation?.Witness(memory) }).Settled(memory);
    }

    private AdjustFlight Settled(Memory memory)
    {
        if (Allocation?.Answer(memory) is not { } answer) return this;
        if (Releasing) return AskNode(memory, Node + 1);
        return answer.Ok
            ? this with { Releasing = true, Allocation = PageFlights.Free(memory, Task, Cpu, answer.Pfn) }
            : this with { At = Stage.Probe, Wanting = true, Unseen = Recompute.Of(memory).Left, Allocation = null };
    }

    private Verdict ProbedWeakly(Memory memory, Label label)
    {
        Verdict verdict = Allocation!.Accept(memory, label);
        return verdict.Accepted ? AfterWeak(verdict.Memory, this with { Allocation = verdict.Flight }) : verdict;
    }

    /// <summary>The last node's probe ends the adjustment, and with it the hold of the mutex.</summary>
    private static Verdict AfterWeak(Memory memory, AdjustFlight flight)
    {
        AdjustFlight seen = flight.WitnessWeak(memory);
        return Verdict.Accept(seen.Due is null ? memory : memory with { VarFreeHolder = -1 }, seen);
    }

    private void WriteWeak(Encoder to)
    {
        to.Number(Releasing);
        to.Number(Node);
        WriteOrNone(to, Allocation);
    }
}
