using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// A race in the other order: of the steps after its earlier one those that do not happen after it, in their order,
/// and then the later one. Taken from the node of the earlier step on, this sequence has the two the other way round.
/// </summary>
internal sealed class Reversal(EventOrder order)
{
    private readonly int[] first = new int[StoreBuffers.MaxLanes];

    /// <summary>
    /// The ids of which a step could begin the sequence: nothing in it comes before their first one.
    /// </summary>
    /// <param name="past">What comes before the later step when it is taken earlier.</param>
    /// <param name="end">The steps up to here count.</param>
    public ulong Initials(in Race race, ReadOnlySpan<int> past, int end)
    {
        ulong ids = FindFirst(race, end);
        int last = race.Reversed.Id;
        bool isFirst = (ids >> last & 1) == 0;
        ulong initials = isFirst && IsInitial(past, ids) ? 1ul << last : 0;
        for (ulong rest = ids; rest != 0; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            if (IsInitial(order.Clock(first[id]), ids & ~(1ul << id))) initials |= 1ul << id;
        }

        return initials;
    }

    /// <summary>The ids of the sequence but for its last step, and the first step of each.</summary>
    private ulong FindFirst(in Race race, int end)
    {
        ulong ids = 0;
        ulong seen = 0;
        for (int step = race.Earlier + 1; step < end; step++)
        {
            ulong bit = 1ul << order[step].Id;
            if ((seen & bit) != 0) continue;
            seen |= bit;
            if (order.HappensBefore(race.Earlier, step)) continue;
            ids |= bit;
            first[order[step].Id] = step;
        }

        return ids;
    }

    /// <summary>Whether none of the first steps of these ids is in the vector.</summary>
    private bool IsInitial(ReadOnlySpan<int> vector, ulong ids)
    {
        for (ulong rest = ids; rest != 0; rest &= rest - 1)
        {
            int step = first[BitOperations.TrailingZeroCount(rest)];
            if (order.IsCovered(step, vector)) return false;
        }

        return true;
    }
}
