using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// A race in the other order: of the steps after its earlier one those that do not happen after it, in their order,
/// and then the later one. Taken from the node of the earlier step on, this sequence has the two the other way round.
/// </summary>
internal sealed class Reversal(EventOrder order)
{
    private const int Reversed = -1;

    private readonly int[] first = new int[StoreBuffers.MaxLanes];
    private int[] steps = new int[64];
    private int[] past = [];
    private Race race;
    private ulong ids;

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public Effect this[int index] => steps[index] == Reversed ? race.Reversed : order[steps[index]];

    /// <summary>
    /// The ids of which a step could begin the sequence: nothing in it comes before their first one.
    /// </summary>
    /// <param name="of">The race.</param>
    /// <param name="reversedPast">What comes before the later step when it is taken earlier.</param>
    /// <param name="end">The steps up to here count.</param>
    public ulong Initials(in Race of, ReadOnlySpan<int> reversedPast, int end)
    {
        Take(of, reversedPast);
        FindFirst(end);
        ulong initials = 0;
        for (ulong rest = ids; rest != 0; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            if (IsInitial(id)) initials |= 1ul << id;
        }

        return initials;
    }

    /// <summary>Builds the whole sequence; parameters as for <see cref="Initials"/>.</summary>
    public void Build(in Race of, ReadOnlySpan<int> reversedPast, int end)
    {
        Take(of, reversedPast);
        Length = 0;
        for (int step = of.Earlier + 1; step < end; step++)
        {
            if (!order.HappensBefore(of.Earlier, step)) Append(step, order[step].Id);
        }

        Append(Reversed, of.Reversed.Id);
    }

    /// <summary>
    /// Whether a step that can be taken where the sequence begins can be taken first: a step of the sequence before
    /// which nothing in it comes, or one that depends on nothing in it.
    /// </summary>
    public bool CanBegin(in Effect step)
    {
        if ((ids >> step.Id & 1) != 0) return IsInitial(step.Id);
        for (int i = 0; i < Length; i++)
        {
            if (step.DependsOn(steps[i] == Reversed ? race.Reversed : order[steps[i]])) return false;
        }

        return true;
    }

    /// <summary>Leaves out the first step of an id, if there is one.</summary>
    public void Drop(int id)
    {
        if ((ids >> id & 1) == 0) return;
        int at = Array.IndexOf(steps, first[id], 0, Length);
        Length--;
        steps.AsSpan(at + 1, Length - at).CopyTo(steps.AsSpan(at));
        for (; at < Length; at++)
        {
            if (IdOf(steps[at]) != id) continue;
            first[id] = steps[at];
            return;
        }

        ids &= ~(1ul << id);
    }

    private int IdOf(int step) => step == Reversed ? race.Reversed.Id : order[step].Id;

    private void Take(in Race of, ReadOnlySpan<int> reversedPast)
    {
        race = of;
        if (past.Length != reversedPast.Length) past = new int[reversedPast.Length];
        reversedPast.CopyTo(past);
        ids = 0;
    }

    private void Append(int step, int id)
    {
        if (Length == steps.Length) Array.Resize(ref steps, 2 * Length);
        steps[Length++] = step;
        Note(step, id);
    }

    private void Note(int step, int id)
    {
        ulong bit = 1ul << id;
        if ((ids & bit) != 0) return;
        ids |= bit;
        first[id] = step;
    }

    /// <summary>The first step of each id.</summary>
    private void FindFirst(int end)
    {
        ulong seen = 0;
        for (int step = race.Earlier + 1; step < end; step++)
        {
            int id = order[step].Id;
            if ((seen >> id & 1) != 0) continue;
            seen |= 1ul << id;
            if (!order.HappensBefore(race.Earlier, step)) Note(step, id);
        }

        Note(Reversed, race.Reversed.Id);
    }

    /// <summary>Whether the first step of the id comes after none of the others.</summary>
    private bool IsInitial(int id)
    {
        ReadOnlySpan<int> vector = first[id] == Reversed ? past : order.Clock(first[id]);
        for (ulong rest = ids & ~(1ul << id); rest != 0; rest &= rest - 1)
        {
            int step = first[BitOperations.TrailingZeroCount(rest)];
            if (step != Reversed && order.IsCovered(step, vector)) return false;
        }

        return true;
    }
}
