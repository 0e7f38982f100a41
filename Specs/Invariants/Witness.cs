using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// What the laws know of a run: the memory, read raw, and a ghost of who asks for what and who holds what, kept from
/// the notes.
/// </summary>
public sealed class Witness
{
    private readonly Action<string, string> report;
    private readonly ZoneWalk?[] walks;
    private readonly uint[] heldAtStart;
    private bool recording = true;

    /// <param name="report">Told the law broken and how.</param>
    public Witness(IMemoryView view, IReadOnlyList<Operation[]> programs, Action<string, string> report)
    {
        View = view;
        Programs = programs;
        this.report = report;
        Topology topology = view.Topology;
        walks = new ZoneWalk?[topology.Zones.Length];
        Held = new uint[topology.Frames];
        heldAtStart = new uint[topology.Frames];
        Current = new Operation?[topology.Cpus.Length];
        Outcomes = new List<(Operation, Outcome)>[topology.Cpus.Length];
        for (int cpu = 0; cpu < Outcomes.Length; cpu++) Outcomes[cpu] = [];
    }

    public IMemoryView View { get; }

    public Topology Topology => View.Topology;

    /// <summary>The operations of each CPU.</summary>
    public IReadOnlyList<Operation[]> Programs { get; set; }

    /// <summary>By block head: order + 1, plus 256 if tagged, for blocks that left the allocator; else 0.</summary>
    public uint[] Held { get; }

    /// <summary>The operation each CPU is in.</summary>
    public Operation?[] Current { get; }

    /// <summary>The operations each CPU has finished, with their answers.</summary>
    public List<(Operation Operation, Outcome Outcome)>[] Outcomes { get; }

    /// <summary>How many notes this execution has had.</summary>
    public int Now { get; private set; }

    /// <summary>What CPUs have stored and others do not see.</summary>
    public StoresInFlight InFlight { get; } = new();

    /// <summary>
    /// The moment since which a zone has been as this CPU may read it now without the lock: before
    /// <see cref="Now"/> only while stores of others are in flight.
    /// </summary>
    public int ReadableSince(int cpu, int zone) => InFlight.ReadableSince(cpu, zone, Now);

    /// <summary>Live tagged pages.</summary>
    public uint Tagged { get; private set; }

    /// <summary>The memory's own count may differ: this one is taken from the lists.</summary>
    public ZoneWalk Walk(int zone) => walks[zone] ??= new(View, zone);

    /// <summary>Setup is over: executions start from here.</summary>
    public void Freeze()
    {
        Array.Copy(Held, heldAtStart, Held.Length);
        recording = false;
    }

    public void Begin()
    {
        Array.Copy(heldAtStart, Held, Held.Length);
        Array.Clear(Current);
        foreach (var outcomes in Outcomes) outcomes.Clear();
        Tagged = CountTagged();
        Now = 0;
        InFlight.Clear();
        Forget();
    }

    /// <summary>Memory may have changed: what was walked is stale.</summary>
    public void Forget() => Array.Clear(walks);

    public void Take(int cpu, Label note)
    {
        Forget();
        Now++;
        switch (note.What)
        {
            case Ghost.Begin when !recording:
                Current[cpu] = Programs[cpu][note.A];
                break;
            case Ghost.End when !recording:
                Outcomes[cpu].Add((Programs[cpu][note.A], Outcome.Noted(note.B, note.C)));
                break;
            case Ghost.Take:
                Held[note.B] = (note.C & 0xFF) + 1 + (note.C & 256);
                if ((note.C & 256) != 0) Tagged += 1u << (int)(note.C & 0xFF);
                break;
            case Ghost.Hit:
                Held[note.B] = 1;
                break;
            case Ghost.Push or Ghost.Release:
                if ((Held[note.B] & 256) != 0) Tagged -= 1u << (int)((Held[note.B] & 0xFF) - 1);
                Held[note.B] = 0;
                break;
        }
    }

    public void Ended(int cpu) => Current[cpu] = null;

    public void Break(Law law, string how) => report(law.Id, how);

    private uint CountTagged()
    {
        uint tagged = 0;
        foreach (uint held in Held)
        {
            if ((held & 256) != 0) tagged += 1u << (int)((held & 0xFF) - 1);
        }

        return tagged;
    }
}

/// <summary>One walk over a zone's free lists: the blocks that are there, whatever the counters say.</summary>
public sealed class ZoneWalk
{
    public ZoneWalk(IMemoryView view, int zone)
    {
        List<uint> heads = [];
        for (int order = 0; order <= Order.Max; order++)
        {
            heads.Clear();
            view.FreeBlocks(zone, order, heads);
            foreach (uint pfn in heads) Blocks.Add((pfn, order));
            Count[order] = (uint)heads.Count;
            FreePages += (uint)heads.Count << order;
        }
    }

    public List<(uint Pfn, int Order)> Blocks { get; } = [];

    /// <summary>Blocks of each order.</summary>
    public uint[] Count { get; } = new uint[Order.Max + 1];

    public uint FreePages { get; }
}
