using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.3.</summary>
public sealed class InvB8Offline : Law
{
    private bool[] offline = [];

    public override string Id => "INV-B8";

    public override string Sentence =>
        "Once a CPU is offline its lists are empty, and stay empty.";

    public override void OnBegin(Witness seen)
    {
        offline = new bool[seen.Topology.Cpus.Length];
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Offline) offline[note.A] = true;
        Check(seen);
    }

    public override void OnRest(Witness seen) => Check(seen);

    private void Check(Witness seen)
    {
        for (int cpu = 0; cpu < offline.Length; cpu++)
        {
            for (int zone = 0; offline[cpu] && zone < seen.Topology.Zones.Length; zone++)
            {
                uint count = seen.View.ListCount(cpu, zone);
                if (Broken(true, count == 0))
                    seen.Break(this, $"cpu{cpu} is offline and its list of zone{zone} holds {count} pages");
            }
        }
    }

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++)
        {
            for (int zone = 0; zone < memory.Zones.Length && memory.Cpu(cpu) == CpuState.Offline; zone++)
            {
                int count = memory.List(cpu, zone).Count;
                if (Broken(true, count == 0))
                    return $"cpu{cpu} is offline and its list of zone {zone} holds {count} pages";
            }
        }

        return null;
    }
}
