using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// kswapd of a node (semantics I): it sleeps until it is woken, reclaims until every zone of its node is above high,
/// looks once more, and sleeps. It is PF_MEMALLOC itself and never ends.
/// </summary>
public sealed record KswapdFlight(int Cpu, int Node) : ReclaimFlight(Cpu)
{
    protected override Gfp Gfp => Gfp.Kernel;

    public override void Write(Encoder to)
    {
        to.Number(161);
        to.Number(Cpu);
        to.Number(Node);
        WriteWork(to);
    }

    /// <summary>A wake that finds it about to sleep keeps it awake.</summary>
    internal static Memory Wake(Memory memory, int node, int order)
    {
        Kswapd now = memory.Reclaim.Kswapd(node);
        bool lost = now.Life == KswapdLife.Settled && memory.Machine.Published.Has(Published.KswapdSleepsUnchecked);
        return lost ? memory : memory.WithKswapd(node, now.Woken(order));
    }

    protected override string Unfinished(Memory memory) => "kswapd never ends";

    protected override uint CountFreed() => 0;

    protected override bool Concerns(Memory memory, int zone) => memory.Topology.Zones[zone].Node.Value == Node;

    protected override IEnumerable<Label> OwnOptions(Memory memory) => memory.Reclaim.Kswapd(Node).Life switch
    {
        KswapdLife.Asleep => [],
        KswapdLife.Awake => IsBalanced(memory) ? [Label.KswapdBalanced(Node)] : Work(memory),
        _ => [Rechecked(memory) ? Label.KswapdSleep(Node) : Label.KswapdUnsettled(Node)],
    };

    protected override Verdict AcceptOwn(Memory memory, Label label)
    {
        KswapdLife life = memory.Reclaim.Kswapd(Node).Life;
        Kswapd now = memory.Reclaim.Kswapd(Node);
        switch (life)
        {
            case KswapdLife.Awake when label.What is Ghost.Reclaimed or Ghost.WriteStart && !IsBalanced(memory):
                return AcceptWork(memory, label);
            case KswapdLife.Awake when label == Label.KswapdBalanced(Node) && IsBalanced(memory):
                return Verdict.Accept(memory.WithKswapd(Node, now with { Life = KswapdLife.Settled }), this);
            case KswapdLife.Settled when label == Label.KswapdSleep(Node) && Rechecked(memory):
                return Verdict.Accept(memory.WithKswapd(Node, Kswapd.Sleeping), this);
            case KswapdLife.Settled when label == Label.KswapdUnsettled(Node) && !Rechecked(memory):
                return Verdict.Accept(memory.WithKswapd(Node, now with { Life = KswapdLife.Awake }), this);
            default:
                return Out(StepLaw.Kswapd, $"'{label}' of a kswapd that is {life}");
        }
    }

    private bool Rechecked(Memory memory) =>
        memory.Machine.Published.Has(Published.KswapdSleepsUnchecked) || IsBalanced(memory);

    private bool IsBalanced(Memory memory)
    {
        int order = memory.Reclaim.Kswapd(Node).Order;
        for (int zone = 0; zone < memory.Machine.Zones; zone++)
        {
            if (Concerns(memory, zone) && !ZoneCheck.IsAbove(memory, zone, order, Pass.High)) return false;
        }

        return true;
    }
}
