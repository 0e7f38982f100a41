using System.Numerics;
using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// The steps of the execution under way and which happens before which.
/// <para>
/// A step happens after the one before it of its own id, and after those it depends on. Its clock is a vector: how many
/// steps of each id happen before it, itself included. A second vector, its past, is what remains of that when the step
/// is taken earlier, before one that it races with (<see cref="Races"/>). The two differ for an acquire: the release
/// that let it pass happens before it, and need not when the lock is acquired in the other order.
/// </para>
/// <para>
/// Consecutive executions share a prefix, which is kept: <see cref="Truncate"/> takes back the steps after it, and
/// everything that is known of cells and ids is linked through the steps so that this is all there is to undo.
/// </para>
/// </summary>
internal sealed class EventOrder
{
    public const int NoEvent = -1;

    private Effect[] effects = new Effect[64];
    private int[] indexes = new int[64];
    private int[] previousOnCell = new int[64];
    private int[] previousBarrier = new int[64];
    private int[] previousGhostly = new int[64];
    private int[] clocks;
    private int[] pasts;
    private int[] lastOnCell = [];
    private int[][] stepsOf;
    private readonly int[] countOf = new int[StoreBuffers.MaxLanes];
    private readonly List<Forced> forced = [];

    public EventOrder(int ids)
    {
        Ids = Math.Max(ids, 1);
        clocks = new int[64 * Ids];
        pasts = new int[64 * Ids];
        stepsOf = new int[StoreBuffers.MaxLanes][];
        Array.Fill(stepsOf, []);
    }

    /// <summary>The width of a vector.</summary>
    public int Ids { get; private set; }

    /// <summary>How many steps there are.</summary>
    public int Count { get; private set; }

    /// <summary>The last step that touches every cell, or <see cref="NoEvent"/>.</summary>
    public int LastBarrier { get; private set; } = NoEvent;

    /// <summary>The last step of which laws can tell more than its cell, or <see cref="NoEvent"/>.</summary>
    public int LastGhostly { get; private set; } = NoEvent;

    public ref readonly Effect this[int step] => ref effects[step];

    /// <summary>How many steps of its id come before.</summary>
    public int IndexOf(int step) => indexes[step];

    public ReadOnlySpan<int> Clock(int step) => clocks.AsSpan(step * Ids, Ids);

    public ReadOnlySpan<int> Past(int step) => pasts.AsSpan(step * Ids, Ids);

    /// <summary>How many steps an id has taken.</summary>
    public int CountOf(int id) => countOf[id];

    /// <summary>Which step was the id's n-th, from 0.</summary>
    public int StepOf(int id, int index) => stepsOf[id][index];

    /// <summary>The step to this cell before; of one that touches every cell, the one before it that does.</summary>
    public int PreviousOnCell(int step) => previousOnCell[step];

    public int PreviousBarrier(int step) => previousBarrier[step];

    public int PreviousGhostly(int step) => previousGhostly[step];

    public int LastOn(int cell) => cell < lastOnCell.Length ? lastOnCell[cell] : NoEvent;

    /// <summary>Whether a step is among those that a vector covers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCovered(int step, ReadOnlySpan<int> vector) => vector[effects[step].Id] > indexes[step];

    /// <summary>Whether one step happens before another, or is it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HappensBefore(int step, int later) => clocks[(later * Ids) + effects[step].Id] > indexes[step];

    /// <summary>Takes back all steps but the first ones.</summary>
    public void Truncate(int count)
    {
        for (int step = Count - 1; step >= count; step--)
        {
            Effect effect = effects[step];
            countOf[effect.Id]--;
            if (effect.Cell == Effect.All) LastBarrier = previousBarrier[step];
            else if (IsOnCell(effect)) lastOnCell[effect.Cell] = previousOnCell[step];
            if (effect.Ghosts.Any) LastGhostly = previousGhostly[step];
        }

        Count = count;
        while (forced.Count > 0 && forced[^1].Barrier >= count) forced.RemoveAt(forced.Count - 1);
    }

    /// <summary>
    /// Adds a step, with a clock and a past that do not cover it yet. Its id has been made room for.
    /// </summary>
    public int Add(in Effect effect, ReadOnlySpan<int> clock, ReadOnlySpan<int> past)
    {
        int step = Count++;
        if (step == effects.Length) Lengthen();
        effects[step] = effect;
        int index = indexes[step] = countOf[effect.Id]++;
        if (index == stepsOf[effect.Id].Length) Array.Resize(ref stepsOf[effect.Id], Math.Max(16, 2 * index));
        stepsOf[effect.Id][index] = step;
        previousBarrier[step] = LastBarrier;
        previousOnCell[step] = NoEvent;
        previousGhostly[step] = LastGhostly;
        if (effect.Ghosts.Any) LastGhostly = step;
        if (effect.Cell == Effect.All) LastBarrier = step;
        else if (IsOnCell(effect)) Link(effect.Cell, step);
        clock.CopyTo(clocks.AsSpan(step * Ids));
        past.CopyTo(pasts.AsSpan(step * Ids));
        clocks[(step * Ids) + effect.Id] = pasts[(step * Ids) + effect.Id] = index + 1;
        return step;
    }

    /// <summary>Makes room for ids below this one.</summary>
    public void Reserve(int ids)
    {
        if (ids > Ids) Widen(ids);
    }

    /// <summary>The step that will be added next is a barrier and forces a store out.</summary>
    public void Force(in Effect effect, uint value) =>
        forced.Add(new(Count, effect, value));

    /// <summary>The stores that a barrier forced out, in order.</summary>
    public IEnumerable<Forced> ForcedBy(int barrier)
    {
        foreach (Forced store in forced)
        {
            if (store.Barrier == barrier) yield return store;
        }
    }

    /// <summary>
    /// Fills a vector with what comes before a step that would be taken now, whatever else had been done before: the
    /// step before it of its id, and with store buffers the step that issued what it flushes and the flushes that it
    /// waits for.
    /// </summary>
    public void FindBase(in Effect effect, Span<int> vector)
    {
        int index = countOf[effect.Id];
        if (index > 0) Clock(stepsOf[effect.Id][index - 1]).CopyTo(vector);
        else vector.Clear();
        if (effect.IsFlush)
        {
            if (effect.After > 0) Join(vector, Clock(stepsOf[effect.Cpu][effect.After - 1]));
            if (effect.Ordered) JoinFlushes(effect, vector);
        }
        else if (effect.Kind.NeedsEmptyBuffer())
        {
            JoinFlushes(effect, vector);
        }
    }

    public static void Join(Span<int> vector, ReadOnlySpan<int> other)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            if (other[i] > vector[i]) vector[i] = other[i];
        }
    }

    /// <summary>The flushes of the CPU's earlier stores, or the barrier that forced them out.</summary>
    private void JoinFlushes(in Effect effect, Span<int> vector)
    {
        for (int i = forced.Count - 1; i >= 0; i--)
        {
            if (forced[i].Flush.Cpu != effect.Cpu || forced[i].Barrier == Count) continue;
            Join(vector, Clock(forced[i].Barrier));
            break;
        }

        for (int id = 0; id < Ids; id++)
        {
            for (int index = countOf[id] - 1; index >= 0; index--)
            {
                int step = stepsOf[id][index];
                ref readonly Effect flush = ref effects[step];
                if (!flush.IsFlush || flush.Cpu != effect.Cpu) break;
                if (effect.IsFlush && flush.Number > effect.Number) continue;
                Join(vector, Clock(step));
                break;
            }
        }
    }

    /// <summary>A forwarded load is on no cell: it sees its CPU's own buffer.</summary>
    private static bool IsOnCell(in Effect effect) => effect.Cell >= 0 && !effect.Forwarded;

    private void Link(int cell, int step)
    {
        if (cell >= lastOnCell.Length)
        {
            int before = lastOnCell.Length;
            Array.Resize(ref lastOnCell, (int)BitOperations.RoundUpToPowerOf2((uint)cell + 16));
            lastOnCell.AsSpan(before).Fill(NoEvent);
        }

        previousOnCell[step] = lastOnCell[cell];
        lastOnCell[cell] = step;
    }

    private void Lengthen()
    {
        int length = 2 * effects.Length;
        Array.Resize(ref effects, length);
        Array.Resize(ref indexes, length);
        Array.Resize(ref previousOnCell, length);
        Array.Resize(ref previousBarrier, length);
        Array.Resize(ref previousGhostly, length);
        Array.Resize(ref clocks, length * Ids);
        Array.Resize(ref pasts, length * Ids);
    }

    /// <summary>A lane came up that was never seen before.</summary>
    private void Widen(int ids)
    {
        clocks = Widened(clocks, ids);
        pasts = Widened(pasts, ids);
        Ids = ids;
    }

    private int[] Widened(int[] vectors, int ids)
    {
        int[] wider = new int[effects.Length * ids];
        for (int step = 0; step < effects.Length; step++)
            vectors.AsSpan(step * Ids, Ids).CopyTo(wider.AsSpan(step * ids));
        return wider;
    }

    /// <summary>A store that a process-wide barrier forced out, as the flush that it would have been.</summary>
    public readonly record struct Forced(int Barrier, Effect Flush, uint Value);
}
