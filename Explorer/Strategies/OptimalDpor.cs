using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Every trace exactly once: no execution is ever given up, which is checked. Use it where source-DPOR gives up many;
/// where it gives up few, source-DPOR is faster, and its memory does not grow.
/// </summary>
/// <remarks>
/// The paper of <see cref="SourceDpor"/>, algorithm 2. Races are reversed when an execution has ended. The whole
/// sequence that leads to the other order is kept (<see cref="WakeupTree"/>), since one step of it alone may lead where
/// everybody sleeps. It is made of all steps of the whole execution that do not happen after the earlier one: those
/// after the later one too, or traces are lost.
/// </remarks>
internal sealed class OptimalDpor : ReducedSearch
{
    private readonly Races races;
    private readonly Reversal reversal;
    private readonly WakeupTree tree = new();
    private readonly List<(int Later, Race Race)> all = [];
    private int[] rootAt = new int[64];
    private bool everFailed;
    private string? fault;

    public OptimalDpor(Flaws flaws = Flaws.None)
        : base(flaws, [])
    {
        races = new(Order, flaws);
        reversal = new(Order);
    }

    /// <summary>
    /// When a parked CPU can go on, and what laws can tell of a step that sees another value, is not known before it is
    /// taken: it is not in the steps that the tree is made of.
    /// </summary>
    public override bool IsOutOfItsDepth => Turns.HasParked || HasGhosts;

    protected override int First(int node, int current, ulong awake)
    {
        int root = rootAt[node] = node == 0 ? WakeupTree.Root : tree.Child(rootAt[node - 1]);
        int child = tree.Child(root);
        if (child == WakeupTree.None)
        {
            int free = DepthFirst.Default(current, awake);
            tree.Append(root, new(free, free, AccessKind.Begin, Effect.None, false, 0, 0));
            return free;
        }

        int next = tree.StepTo(child).Id;
        if ((awake >> next & 1) != 0) return next;
        fault ??= $"step {node} is cpu{next}'s, and it cannot be taken.";
        return BitOperations.TrailingZeroCount(awake);
    }

    protected override int NextAt(int node)
    {
        PutToSleep(node);
        int root = rootAt[node];
        tree.RemoveFirst(root);
        int next = tree.Child(root);
        return next == WakeupTree.None ? -1 : tree.StepTo(next).Id;
    }

    protected override void Add(in Effect effect)
    {
        while (all.Count > 0 && all[^1].Later >= Order.Count) all.RemoveAt(all.Count - 1);
        int step = races.Add(effect);
        foreach (Race race in races.Found) all.Add((step, race));
        tree.StepTo(tree.Child(rootAt[step])) = effect;
    }

    protected override void Conclude(Ending ending)
    {
        if (IsOutOfItsDepth) return;
        everFailed |= HasFailed;

        // Where a broken law ends executions the steps after it are not known, and neither is what they lead to.
        if (ending == Ending.Blocked && !everFailed) fault ??= "an execution was begun in vain.";
        if (fault is not null && Flaws == Flaws.None)
            throw new ReductionFaultException($"Optimal reduction of {Nodes} steps: {fault}");
        if (ending == Ending.Blocked) return;
        int end = Order.Count - (HasFailed ? 1 : 0);
        bool truncates = (Flaws & Flaws.TruncatedSequence) != 0;
        foreach ((int later, Race race) in all) Reverse(race, Order.Past(later), truncates ? later : end);
        for (ulong rest = Phantoms(); rest != 0; rest &= rest - 1)
        {
            races.Find(Seen(Turns.Pending(BitOperations.TrailingZeroCount(rest))));
            foreach (Race race in races.Found) Reverse(race, races.Past, end);
        }

        if (HasFailed) DeferLast();
        for (int barrier = Order.LastBarrier; barrier >= 0; barrier = Order.PreviousBarrier(barrier))
            ReverseForced(barrier);
    }

    protected override void Lengthen()
    {
        base.Lengthen();
        Array.Resize(ref rootAt, 2 * rootAt.Length);
    }

    private void Reverse(in Race race, ReadOnlySpan<int> past, int end)
    {
        int node = race.Earlier;
        reversal.Build(race, past, end);
        foreach (Effect sleeper in Sleep.At(node))
        {
            if (reversal.CanBegin(sleeper)) return;
        }

        tree.Insert(rootAt[node], reversal);
    }

    /// <summary>
    /// The last step broke a law, and nobody knows what the others would have done: they can all go before it.
    /// </summary>
    private void DeferLast()
    {
        int node = Nodes - 1;
        ref Effect last = ref tree.StepTo(tree.Child(rootAt[node]));
        last = last with { Cell = Effect.All };
        for (ulong rest = EnabledAt(node) & Turns.Alive & ~Bit(last.Id); rest != 0; rest &= rest - 1)
        {
            Effect other = Seen(Turns.Pending(BitOperations.TrailingZeroCount(rest)));
            Reverse(new(node, other), Order.Past(node), Order.Count);
        }
    }

    /// <summary>A process-wide barrier races with the flushes that it makes needless.</summary>
    private void ReverseForced(int barrier)
    {
        ulong lanes = EnabledAt(barrier) & (ulong.MaxValue << Turns.Cpus);
        foreach (EventOrder.Forced store in Order.ForcedBy(barrier))
        {
            ulong lane = Bit(store.Flush.Id);
            if ((lanes & lane) == 0) continue;
            lanes &= ~lane;
            Reverse(new(barrier, store.Flush), Order.Past(barrier), barrier + 1);
        }
    }
}
