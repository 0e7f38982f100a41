using System.Diagnostics;
using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Every trace: of the schedules that differ only in the order of independent steps, few, and mostly one. Use it
/// wherever the program ends by itself; it is exhaustive like depth first and its cost is the number of traces.
/// </summary>
/// <remarks>
/// Source sets (Abdulla, Aronsson, Jonsson, Sagonas: Source sets: a foundation for optimal dynamic partial order
/// reduction, JACM 2017, algorithm 1). At each node one step is tried, and others only when a race says so: two steps
/// that could have been taken in the other order. Then one of those who can begin the sequence with the two reversed
/// is tried at the node of the earlier one, unless one of them is already.
/// <para>
/// With a bound, a trace is left out when every one of its schedules has more preemptions: a property of the trace and
/// not of the schedule that happens to be explored, so what sleeps may go on sleeping. What is left out shows no races,
/// so above it races do not say what to try: there everybody is tried. Where nothing is left out below a node all is as
/// without a bound. Bounds 0, 1, 2 and so on are explored in turn, each from the start.
/// </para>
/// </remarks>
internal sealed class SourceDpor : ReducedSearch
{
    private readonly Races races;
    private readonly Reversal reversal;
    private readonly BoundedChoices choices;
    private readonly int? bound;
    private readonly Footprints? guess;
    private ulong[] toTry = new ulong[64];
    private ulong[] tried = new ulong[64];
    private int level;
    private bool isCut;

    /// <param name="bound">The most preemptions a trace may need; null: any number.</param>
    /// <param name="flaws">Mistakes made on purpose.</param>
    /// <param name="unit">The part of the search to do.</param>
    /// <param name="guess">What was taken for granted when the search was split; null: nothing.</param>
    public SourceDpor(int? bound, Flaws flaws, Unit unit, Footprints? guess)
        : base(flaws, unit.Way)
    {
        this.bound = bound;
        this.guess = guess;
        races = new(Order, flaws);
        reversal = new(Order);
        choices = new(Order, races);
    }

    public override int? Level => bound is null ? null : level;

    public override bool Cut => isCut;

    /// <summary>Somebody did what the guess does not know: schedules may belong to no unit.</summary>
    public bool HasStrayed { get; private set; }

    public override bool Next()
    {
        if (base.Next()) return true;
        if (!isCut || level == bound) return false;
        level++;
        isCut = false;
        Restart();
        return base.Next();
    }

    protected override int First(int node, int current, ulong awake)
    {
        toTry[node] = tried[node] = 0;
        if (bound is not null) choices.Open(Turns, current, EnabledAt(node));
        while (awake != 0)
        {
            int next = bound is null ? BitOperations.TrailingZeroCount(awake) : DepthFirst.Default(current, awake);
            toTry[node] |= Bit(next);
            tried[node] |= Bit(next);
            if (Allows(node, next)) return next;
            awake &= ~Bit(next);
        }

        return -1;
    }

    protected override int NextAt(int node)
    {
        PutToSleep(node);
        ulong rest;
        while ((rest = toTry[node] & ~tried[node] & ~Sleep.Mask(node)) != 0)
        {
            int next = BitOperations.TrailingZeroCount(rest);
            tried[node] |= Bit(next);
            if (Allows(node, next)) return next;
        }

        return -1;
    }

    protected override void Add(in Effect effect)
    {
        int step = races.Add(effect);
        foreach (Race race in races.Found) Reverse(race, step);
        if (guess is not null && (HasGhosts || !guess.Knows(effect))) HasStrayed = true;

        // A process-wide barrier races with the flushes that it makes needless.
        if (effect.Cell == Effect.All) toTry[step] |= EnabledAt(step) & (ulong.MaxValue << Turns.Cpus);
    }

    protected override void Conclude(Ending ending)
    {
        // Whoever could still have gone on can do so before the step that broke a law.
        if (HasFailed) toTry[Nodes - 1] |= EnabledAt(Nodes - 1);
        for (ulong rest = Phantoms(); rest != 0; rest &= rest - 1)
        {
            races.Find(Seen(Turns.Pending(BitOperations.TrailingZeroCount(rest))));
            foreach (Race race in races.Found) Reverse(race, Order.Count - (HasFailed ? 1 : 0));
        }

        // When a CPU that goes round in a loop can be chosen depends on all that it looks at there.
        if (Turns.HasParked) Expand();
        if (guess is not null && ending != Ending.Failed) HasStrayed |= Turns.HasParked || IsAnyoneAstray();
    }

    protected override void Lengthen()
    {
        base.Lengthen();
        Array.Resize(ref toTry, 2 * toTry.Length);
        Array.Resize(ref tried, toTry.Length);
    }

    /// <summary>A step that waits for ever is never taken: it is held against the guess where it waits.</summary>
    private bool IsAnyoneAstray()
    {
        for (ulong rest = Turns.Alive; rest != 0; rest &= rest - 1)
            if (!guess!.Knows(Turns.Pending(BitOperations.TrailingZeroCount(rest)))) return true;
        return false;
    }

    private bool Allows(int node, int id)
    {
        if (bound is null || choices.Allows(node, id, level)) return true;
        isCut = true;
        Expand();
        return false;
    }

    /// <summary>Everybody is tried at every node of the path.</summary>
    private void Expand()
    {
        for (int node = 0; node < Nodes; node++) toTry[node] |= EnabledAt(node);
    }

    private void Reverse(in Race race, int end)
    {
        int node = race.Earlier;
        ulong initials = (Flaws & Flaws.PersistentSets) == 0
            ? reversal.Initials(race, races.PastOf(race), end)
            : Bit(race.Reversed.Id) & EnabledAt(node);
        Debug.Assert(
            (initials & ~EnabledAt(node)) == 0 || Turns.HasParked, "Who can begin a reversed race is enabled.");
        initials &= EnabledAt(node);
        if (initials == 0) initials = EnabledAt(node);
        if ((initials & toTry[node]) == 0) toTry[node] |= Bit(BitOperations.TrailingZeroCount(initials));
    }
}
