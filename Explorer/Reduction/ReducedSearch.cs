using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// What the strategies of partial-order reduction share: the path under exploration as a stack of nodes, one before
/// each step, with what sleeps there; and the steps with their order. An execution follows the path to the node where
/// it branches off; everything before that is kept.
/// </summary>
/// <param name="way">The first steps, where only what follows them is to be explored.</param>
internal abstract class ReducedSearch(Flaws flaws, IReadOnlyList<Fork> way) : Strategy
{
    private ulong[] enabledAt = new ulong[64];
    private byte[] chosenAt = new byte[64];
    private readonly Window window = new();
    private Effect? open;
    private int followed;
    private int performed;
    private bool begun;

    public override bool WantsEveryStep => true;

    public override bool WantsEffects => true;

    protected Flaws Flaws { get; } = flaws;

    protected EventOrder Order { get; } = new(1);

    protected SleepSets Sleep { get; } = new(flaws);

    /// <summary>How many nodes there are on the path. A node's step has the node's number.</summary>
    protected int Nodes { get; private set; }

    /// <summary>Whether the execution broke a law: what comes after its last step was never seen.</summary>
    protected bool HasFailed { get; private set; }

    /// <summary>Laws can tell more of some step than its cell.</summary>
    protected bool HasGhosts { get; private set; }

    protected ulong EnabledAt(int node) => enabledAt[node];

    protected int ChosenAt(int node) => chosenAt[node];

    public override bool Next()
    {
        Begin();
        if (!begun)
        {
            begun = true;
            return true;
        }

        while (Nodes > way.Count)
        {
            int node = Nodes - 1;
            Sleep.Truncate(Nodes);
            int next = NextAt(node);
            if (next >= 0)
            {
                chosenAt[node] = (byte)next;
                followed = Nodes;
                Order.Truncate(node);
                return true;
            }

            Nodes--;
        }

        return false;
    }

    public override void Again()
    {
        Begin();
        followed = Nodes;
    }

    public override int Choose(int step, int current, ulong enabled)
    {
        Complete();
        if (step < followed) return enabledAt[step] == enabled ? chosenAt[step] : Nobody;
        Order.Reserve(Turns.Ids);
        if (step == 0) Sleep.Push();
        else Sleep.Push(Order[step - 1]);
        ulong awake = enabled & ~Sleep.Mask(step);
        if (awake == 0) return Redundant;
        if (step == chosenAt.Length) Lengthen();
        Nodes = step + 1;
        enabledAt[step] = enabled;
        if (step < way.Count)
        {
            foreach (Effect asleep in way[step].Asleep) Sleep.Add(Seen(asleep));
            chosenAt[step] = way[step].Chosen;
            return way[step].If(enabled);
        }

        int next = First(step, current, awake);
        if (next >= 0)
        {
            chosenAt[step] = (byte)next;
            return next;
        }

        Nodes = step;
        return Redundant;
    }

    public override void Performed(in Effect effect)
    {
        window.Perform(effect);
        if (performed++ >= Order.Count) open = effect;
    }

    public override void Noted(int cpu, in Ghosts ghosts) => window.Add(cpu, ghosts);

    public override void Drained(in Effect effect, uint value)
    {
        if (performed == Order.Count) Order.Force(effect, value);
    }

    public override void Ended(Ending ending)
    {
        Complete();

        // The step in which a CPU crashes is not reported.
        if (Order.Count < Nodes) Add(Seen(Turns.Pending(chosenAt[Nodes - 1])));
        HasFailed = ending == Ending.Failed && Turns.Alive != 0 && Nodes > 0;
        Conclude(ending);
    }

    private void Begin()
    {
        performed = 0;
        open = null;
        window.Clear();
    }

    /// <summary>The last step is over: its CPU has announced the next one, or finished.</summary>
    private void Complete()
    {
        Effect? step = open;
        open = null;
        Ghosts ghosts = (Flaws & Flaws.NoGhosts) == 0 ? window.Ghosts : Ghosts.None;
        HasGhosts |= ghosts.Any;
        window.Open();
        if (step is { } effect) Add(Seen(effect) with { Ghosts = ghosts });
    }

    /// <summary>The path has been explored below a node: who is next there; -1 when nobody is left.</summary>
    protected abstract int NextAt(int node);

    /// <summary>Who goes first at a new node, among those who do not sleep; -1 when nobody may.</summary>
    protected abstract int First(int node, int current, ulong awake);

    /// <summary>Begins anew.</summary>
    protected void Restart()
    {
        Nodes = followed = 0;
        Order.Truncate(0);
        Sleep.Truncate(0);
        begun = false;
    }

    /// <summary>A step was taken that none of the executions before took here.</summary>
    protected abstract void Add(in Effect effect);

    /// <summary>The execution is over.</summary>
    protected abstract void Conclude(Ending ending);

    protected virtual void Lengthen()
    {
        Array.Resize(ref enabledAt, 2 * enabledAt.Length);
        Array.Resize(ref chosenAt, enabledAt.Length);
    }

    /// <summary>The step of the last node was explored: it need not be taken there again.</summary>
    protected void PutToSleep(int node)
    {
        // What would have followed a step that broke a law was never explored: whatever else is done wakes it.
        Effect step = Order[node];
        Sleep.Add(HasFailed && node == Order.Count - 1 ? step with { Cell = Effect.All } : step);
    }

    /// <summary>
    /// Who was kept from taking a step that could have come before others: those who wait for a lock or for a cell to
    /// change, and where a broken law ended the execution, everybody.
    /// </summary>
    protected ulong Phantoms()
    {
        if ((Flaws & Flaws.NoPhantoms) != 0) return 0;
        ulong phantoms = 0;
        for (ulong rest = Turns.Alive; rest != 0; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            Effect pending = Turns.Pending(id);
            if ((HasFailed || pending.IsBlocked) && !Turns.WaitsForBuffer(id)) phantoms |= Bit(id);
        }

        // Whoever broke the law never goes on.
        return HasFailed ? phantoms & ~Bit(ChosenAt(Nodes - 1)) : phantoms;
    }

    /// <summary>The step as reduction sees it.</summary>
    protected Effect Seen(in Effect effect)
    {
        if (Flaws == Flaws.None) return effect;
        if ((Flaws & Flaws.AddReads) != 0 && effect.Kind == AccessKind.Add) return effect with { Writes = false };
        return (Flaws & Flaws.FailedTryLockWrites) != 0 && effect.Kind == AccessKind.TryLock
            ? effect with { Writes = true }
            : effect;
    }

    protected static ulong Bit(int id) => 1ul << id;
}
