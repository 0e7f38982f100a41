using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Refinement;

/// <summary>
/// Makes command sequences by running the model beside itself, so that it knows what is held, what is listed and how
/// near the marks memory is. It fills until requests are refused, stays there for a while (asking again with
/// entitlement for some of what was refused), and frees again.
/// </summary>
public sealed class CommandSequence
{
    private static readonly Gfp[] Gfps =
    [
        Gfp.Kernel, Gfp.Kernel, Gfp.Kernel, Gfp.Atomic, Gfp.Atomic, Gfp.NoWait, Gfp.NoFs, Gfp.HighUser,
        Gfp.HighUserMovable, Gfp.Kernel | Gfp.Dma, Gfp.Atomic | Gfp.Dma32, Gfp.Kernel | Gfp.ThisNode,
        Gfp.Atomic | Gfp.ThisNodeOnly, Gfp.Atomic | Gfp.NoMemAlloc, Gfp.Atomic | Gfp.MemAlloc,
        Gfp.NoWait | Gfp.MemAlloc,
        Gfp.HighUser | Gfp.MemAlloc,
    ];

    private static readonly Context[] Contexts =
    [
        Context.Process, Context.Process, Context.Process, Context.Process, Context.Process, Context.Process,
        Context.RealTime, Context.MemAlloc, Context.MemDie, Context.SoftIrq, Context.SoftIrq | Context.MemAlloc,
        Context.HardIrq | Context.MemAlloc,
    ];

    private static readonly int[] Orders = [0, 0, 0, 0, 0, 0, 1, 1, 2, 3];

    /// <summary>While there is plenty: large blocks bring the marks near.</summary>
    private static readonly int[] LargeOrders = [0, 1, 2, 3, 3, 3];

    private readonly Topology topology;
    private readonly Random random;
    private readonly ModelSubject model;
    private bool filling = true;
    private int cpu;
    private Request? refusedPlain;

    private CommandSequence(Topology topology, int seed)
    {
        this.topology = topology;
        random = new Random(seed);
        model = new ModelSubject(topology);
    }

    public static Command[] Make(Topology topology, int seed, int length)
    {
        CommandSequence sequence = new(topology, seed);
        return [.. Enumerable.Range(0, length).Select(_ => sequence.Next())];
    }

    private Command Next()
    {
        if (random.Next(4) == 0) cpu = random.Next(topology.Cpus.Length);
        Command command = new(cpu, Choose());
        Outcome outcome = model.Apply(command.Cpu, command.Operation, []);
        bool refused = command.Operation.Kind == OperationKind.Allocate && !outcome.Ok;
        refusedPlain = refused ? command.Operation.Request : null;
        if (filling ? refused && random.Next(12) == 0 : random.Next(14) == 0) filling = !filling;
        return command;
    }

    private Operation Choose()
    {
        int die = random.Next(100);
        if (die < 85) return die < (filling ? 68 : 25) ? Allocate() : Free();
        if (die < 90) return Operation.Drain(random.Next(topology.Cpus.Length));
        if (die < 96) return Operation.Adjust(Delta());
        if (die < 99) return Operation.SetMinFree(random.Next(2 * topology.MinFreeKbytes + 1));
        return Operation.Offline(random.Next(topology.Cpus.Length));
    }

    private Operation Allocate()
    {
        int slot = Enumerable.Range(0, int.MaxValue).First(s => model.Slots[s].IsNone);
        if (refusedPlain is { } again && random.Next(3) == 0)
        {
            return Operation.Allocate(slot, again with { Gfp = (again.Gfp | Gfp.MemAlloc) & ~Gfp.NoMemAlloc });
        }

        Gfp gfp = random.GetItems(Gfps, 1)[0];
        Context context = random.GetItems(Contexts, 1)[0];
        if (!AllocFlag.IsLegal(gfp, context)) context = Context.Process;
        int node = random.Next(topology.Nodes);
        NodeMask allowed = random.Next(6) == 0 ? NodeMask.Of(random.Next(topology.Nodes)) : NodeMask.All;
        int order = random.GetItems(IsPlenty() ? LargeOrders : Orders, 1)[0];
        return Operation.Allocate(slot, new(gfp, new(order), context, new(node), allowed));
    }

    /// <summary>More than a third of memory is free.</summary>
    private bool IsPlenty() => 3 * model.Memory.Zones.Sum(z => z.NrFree) > topology.Zones.Sum(z => z.Pages);

    /// <summary>Any live block, whoever took it; now and then a slot that holds nothing.</summary>
    private Operation Free()
    {
        int[] live = [.. model.Slots.Live()];
        return Operation.Free(live.Length == 0 || random.Next(30) == 0 ? live.Length : live[random.Next(live.Length)]);
    }

    private int Delta()
    {
        Memory memory = model.Memory;
        bool lower = random.Next(2) == 0 || memory.ReservePages > 2 * topology.ReservePages;
        int most = lower ? memory.ReservePages + (random.Next(5) == 0 ? 2 : 0) : 4;
        return (lower ? -1 : 1) * random.Next(1, Math.Max(2, most + 1));
    }
}
