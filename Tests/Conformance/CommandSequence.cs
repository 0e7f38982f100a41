using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Tests.Conformance;

/// <summary>
/// Makes command sequences by running the model beside itself, so that it knows what is held, what is listed and how near
/// the marks memory is. It fills until requests are refused, stays there for a while, and frees again.
/// </summary>
public sealed class CommandSequence
{
    private static readonly Gfp[] Gfps =
    [
        Gfp.Kernel, Gfp.Kernel, Gfp.Kernel, Gfp.Atomic, Gfp.Atomic, Gfp.NoWait, Gfp.NoFs, Gfp.HighUser,
        Gfp.HighUserMovable, Gfp.Kernel | Gfp.Dma, Gfp.Atomic | Gfp.Dma32, Gfp.Kernel | Gfp.ThisNode,
        Gfp.Atomic | Gfp.ThisNodeOnly, Gfp.Atomic | Gfp.NoMemAlloc, Gfp.Atomic | Gfp.MemAlloc, Gfp.NoWait | Gfp.MemAlloc,
        Gfp.HighUser | Gfp.MemAlloc,
    ];

    private static readonly Context[] Contexts =
    [
        Context.Process, Context.Process, Context.Process, Context.Process, Context.Process, Context.Process,
        Context.RealTime, Context.MemAlloc, Context.MemDie, Context.SoftIrq, Context.SoftIrq | Context.MemAlloc,
        Context.HardIrq | Context.MemAlloc,
    ];

    private static readonly int[] Orders = [0, 0, 0, 0, 0, 1, 1, 2, 2, 3];

    private readonly Topology topology;
    private readonly Random random;
    private readonly ModelSubject model;
    private bool filling = true;

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
        Command command = new(random.Next(topology.Cpus.Length), Choose());
        Outcome outcome = model.Apply(command.Cpu, command.Operation, []);
        bool refused = command.Operation.Kind == OperationKind.Allocate && !outcome.Ok;
        if (filling ? refused && random.Next(6) == 0 : random.Next(10) == 0) filling = !filling;
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
        Gfp gfp = random.GetItems(Gfps, 1)[0];
        Context context = random.GetItems(Contexts, 1)[0];
        if (!AllocFlag.IsLegal(gfp, context)) context = Context.Process;
        int node = random.Next(topology.Nodes);
        NodeMask allowed = random.Next(6) == 0 ? NodeMask.Of(random.Next(topology.Nodes)) : NodeMask.All;
        int slot = Enumerable.Range(0, int.MaxValue).First(s => model.Slots[s].IsNone);
        return Operation.Allocate(slot, new(gfp, new(random.GetItems(Orders, 1)[0]), context, new(node), allowed));
    }

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
