namespace Plimsoll.Explorer;

/// <summary>
/// Finds what a step races with: the steps that happen before it through nothing but their own conflict.
/// <para>
/// A lock's release happens before the next acquire but does not race with it: taken before the release, the acquire
/// would be blocked. What does race is the acquire before, and no conflict of neighbours shows it. So for a step that
/// can block, the accesses to its cell are searched backwards for the newest one before which it would not have been
/// blocked, past all those before which it would. A step that still waits when an execution ends is searched for in
/// the same way, as if it came last.
/// </para>
/// </summary>
internal sealed class Races(EventOrder order, Flaws flaws)
{
    private readonly List<Race> found = [];
    private int[] must = [];
    private int[] clock = [];
    private int[] past = [];
    private int[] passed = [];

    /// <summary>The races of the step asked for last.</summary>
    public ReadOnlySpan<Race> Found => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found);

    /// <summary>What comes before it when it is taken before a step it races with.</summary>
    public ReadOnlySpan<int> Past => past;

    /// <summary>Adds a step that was taken to the order and finds its races.</summary>
    public int Add(in Effect effect)
    {
        Find(effect);
        return order.Add(effect, clock, past);
    }

    /// <summary>Finds the races of a step that has not been taken, as if it were now.</summary>
    public void Find(in Effect effect)
    {
        Prepare(effect);
        if (effect.Cell == Effect.All) ConsiderEverybody(effect);
        else if (effect.CanBlock && !effect.Forwarded) ConsiderBlocking(effect);
        else ConsiderConflicts(effect);
        if (effect.Ghosts.Any) ConsiderGhosts(effect);
        KeepDirect();
        must.CopyTo(past, 0);
        foreach (Race race in found) EventOrder.Join(past, order.Clock(race.Earlier));
        past.CopyTo(clock, 0);
        if (effect.CanBlock) JoinConflicts(effect, clock);
    }

    /// <summary>What comes before the last step of the order when it is taken before the earlier one of a race.
    /// </summary>
    public ReadOnlySpan<int> PastOf(in Race race) => race.IsGhostly ? clock : past;

    private void Prepare(in Effect effect)
    {
        order.Reserve(effect.Id + 1);
        if (must.Length != order.Ids)
        {
            must = new int[order.Ids];
            clock = new int[order.Ids];
            past = new int[order.Ids];
            passed = new int[order.Ids];
        }

        found.Clear();
        order.FindBase(effect, must);
    }

    private void ConsiderEverybody(in Effect effect)
    {
        for (int id = 0; id < order.Ids; id++)
        {
            int count = order.CountOf(id);
            if (count > 0) Consider(order.StepOf(id, count - 1), effect, effect);
        }
    }

    private void ConsiderConflicts(in Effect effect)
    {
        if (order.LastBarrier >= 0) Consider(order.LastBarrier, effect, Before(order.LastBarrier, effect, effect.Old));
        if (effect.Cell < 0 || effect.Forwarded) return;
        int step = order.LastOn(effect.Cell);
        bool isRead = false;
        for (; step >= 0 && !order[step].Writes; step = order.PreviousOnCell(step))
        {
            if (!effect.Writes) continue;
            isRead = true;
            Consider(step, effect, effect);
        }

        // What wrote the cell before it was read comes before those reads.
        if (step >= 0 && !isRead) Consider(step, effect, Before(step, effect, effect.Old));
        if (effect.IsFlush) ConsiderForwarded(effect);
    }

    /// <summary>The CPU's last load that saw the store while it was in the buffer.</summary>
    private void ConsiderForwarded(in Effect flush)
    {
        for (int index = order.CountOf(flush.Cpu) - 1; index >= flush.After; index--)
        {
            int step = order.StepOf(flush.Cpu, index);
            if (!order[step].Forwarded || order[step].Number != flush.Number) continue;
            Consider(step, flush, flush);
            return;
        }
    }

    private void ConsiderBlocking(in Effect effect)
    {
        uint value = effect.Old;
        int step = order.LastOn(effect.Cell);
        int barrier = order.LastBarrier;
        bool locks = effect.Kind == AccessKind.Lock;
        bool isRead = false;
        while (step >= 0 || barrier >= 0)
        {
            int newest = Math.Max(step, barrier);
            if (newest == step && !order[step].Writes)
            {
                if (locks && !Solo.IsBlocked(effect.Kind, value, effect.Comparand))
                {
                    isRead = true;
                    Consider(step, effect, At(effect, value));
                }
            }
            else
            {
                if (isRead || order.IsCovered(newest, must)) return;
                Effect before = Before(newest, effect, value);
                value = before.Old;
                if (!before.IsBlocked)
                {
                    Consider(newest, effect, before);
                    return;
                }

                // In its own buffer the CPU finds the same value however early it looks.
                if (before.Forwarded || (flaws & Flaws.NoLockRaces) != 0) return;
            }

            if (newest == step) step = order.PreviousOnCell(step);
            else barrier = order.PreviousBarrier(barrier);
        }
    }

    /// <summary>
    /// The steps that laws can tell the order of, newest first. What happens before the step that let this one pass is
    /// in order through that one, which cannot be moved.
    /// </summary>
    private void ConsiderGhosts(in Effect effect)
    {
        passed.AsSpan().Clear();
        if (effect.CanBlock) JoinConflicts(effect, passed);
        for (int step = order.LastGhostly; step >= 0; step = order.PreviousGhostly(step))
        {
            ref readonly Effect earlier = ref order[step];
            if (!earlier.Ghosts.ConflictsWith(effect.Ghosts) || earlier.Touches(effect)) continue;
            if (order.IsCovered(step, must) || order.IsCovered(step, passed) || IsBeforeFound(step)) continue;
            found.Add(new(step, effect) { IsGhostly = true });
        }
    }

    private bool IsBeforeFound(int step)
    {
        foreach (Race race in found)
        {
            if (order.HappensBefore(step, race.Earlier)) return true;
        }

        return false;
    }

    /// <summary>The step as it is when taken just before another of its cell, after which the cell held this.</summary>
    private Effect Before(int step, in Effect effect, uint after)
    {
        ref readonly Effect earlier = ref order[step];
        if ((flaws & Flaws.StaleOutcome) != 0) return effect;
        if (earlier.Cell == Effect.All) return BeforeBarrier(step, effect, after);
        if (earlier.IsFlush && earlier.Cpu == effect.Cpu && effect.Kind.IsLoad())
            return effect with { Old = after, Forwarded = true, Number = earlier.Number };
        return At(effect, earlier.Writes ? earlier.Old : after);
    }

    private Effect BeforeBarrier(int barrier, in Effect effect, uint after)
    {
        uint? before = null;
        EventOrder.Forced? own = null;
        foreach (EventOrder.Forced store in order.ForcedBy(barrier))
        {
            if (store.Flush.Cell != effect.Cell) continue;
            before ??= store.Flush.Old;
            if (store.Flush.Cpu == effect.Cpu) own = store;
        }

        return own is { } seen && effect.Kind.IsLoad()
            ? effect with { Old = seen.Value, Forwarded = true, Number = seen.Flush.Number }
            : At(effect, before ?? after);
    }

    private static Effect At(in Effect effect, uint value) => effect.Forwarded || effect.Cell < 0
        ? effect
        : effect with { Old = value, Writes = Solo.Writes(effect.Kind, value, effect.Comparand) };

    private void Consider(int step, in Effect effect, in Effect reversed)
    {
        if (order.IsCovered(step, must)) return;
        if (order[step].IsReversibleWith(effect)) found.Add(new(step, reversed));
        else EventOrder.Join(must, order.Clock(step));
    }

    /// <summary>Leaves out what happens before another of those found: it is ordered through that one too.</summary>
    private void KeepDirect()
    {
        for (int i = found.Count - 1; i >= 0; i--)
        {
            if (IsIndirect(i)) found.RemoveAt(i);
        }
    }

    private bool IsIndirect(int which)
    {
        int step = found[which].Earlier;
        if (order.IsCovered(step, must)) return true;
        for (int i = 0; i < found.Count; i++)
        {
            if (i != which && order.HappensBefore(step, found[i].Earlier)) return true;
        }

        return false;
    }

    /// <summary>What a step that can block happens after, whether it races with it or not.</summary>
    private void JoinConflicts(in Effect effect, Span<int> vector)
    {
        if (order.LastBarrier >= 0) EventOrder.Join(vector, order.Clock(order.LastBarrier));
        if (effect.Forwarded) return;
        int step = order.LastOn(effect.Cell);
        for (; step >= 0 && !order[step].Writes; step = order.PreviousOnCell(step))
        {
            if (effect.Kind == AccessKind.Lock) EventOrder.Join(vector, order.Clock(step));
        }

        if (step >= 0) EventOrder.Join(vector, order.Clock(step));
    }
}
