using System.Numerics;
using System.Security.Cryptography;

namespace Plimsoll.Explorer;

/// <summary>
/// A search as units, always the same ones for the same program and options: who does one needs to know nothing of
/// the others.
/// </summary>
/// <remarks>
/// The tree of schedules is split at its top, breadth first: each node where several steps must be told apart gives a
/// unit for every one of them. With a reduction a step that leads to an earlier unit sleeps in the later ones, so that
/// no trace is in two; and which steps must be told apart is guessed from what every CPU was seen to touch
/// (<see cref="Footprints"/>), which keeps out units in which everything would sleep.
/// </remarks>
internal sealed class Partition
{
    /// <summary>With fewer, one unit can be most of a search.</summary>
    public const int LeastUnits = 256;

    private const int UnitsAShard = 64;

    /// <summary>A unit costs some executions; very many shards have fewer units each, four at least.</summary>
    private const int MostUnits = 16_384;

    /// <summary>Where most of what is split turns out empty, splitting ends after so many tries a unit.</summary>
    private const int Patience = 16;

    /// <summary>Executions of a unit of those that are drawn, where their number is not limited.</summary>
    private const ulong BlockSize = 1000;

    private readonly Queue<Unit> open = [];
    private readonly List<Unit> units = [];

    private Partition()
    {
    }

    /// <summary>All of them; without end where schedules are drawn without end.</summary>
    public IEnumerable<Unit> Units { get; private set; } = [];

    /// <summary>How many; null: without end.</summary>
    public int? Count { get; private set; }

    /// <summary>What the split took for granted of the program; null: nothing.</summary>
    public Footprints? Guess { get; private init; }

    /// <summary>The lanes that ways name (<see cref="Engine.Lanes"/>).</summary>
    public IReadOnlyList<(int Cpu, int Cell)>? Lanes { get; private set; }

    /// <summary>Some schedule has more preemptions than the bound.</summary>
    public bool Cut { get; private set; }

    /// <summary>Splits the search.</summary>
    /// <param name="engine">Runs the program.</param>
    /// <param name="limit">Of schedules that are drawn, how many.</param>
    /// <param name="guess">Of a reduction, what to take for granted; null: nothing.</param>
    /// <param name="isOver">It is time to stop: the split is not the one it should be, and of no use.</param>
    public static Partition Of(
        Engine engine, ExplorationOptions options, long limit, Footprints? guess, Func<bool> isOver)
    {
        Partition partition = new() { Guess = guess };
        int least = Math.Clamp(UnitsAShard * options.Shards, LeastUnits, Math.Max(MostUnits, options.Shards * 4));
        if (options.Strategy.IsSampling()) partition.Draw(limit, least);
        else partition.Split(engine, options, least, isOver);
        partition.Lanes = engine.Lanes;
        return partition;
    }

    /// <summary>Tells partitions apart.</summary>
    public string Fingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(Count ?? -1));
        foreach ((int cpu, int cell) in Lanes ?? []) hash.AppendData([(byte)cpu, .. BitConverter.GetBytes(cell)]);
        foreach (Unit unit in units)
        {
            hash.AppendData([.. unit.Way.Select(fork => fork.Chosen), byte.MaxValue]);
            hash.AppendData([.. unit.Way.SelectMany(fork => fork.Asleep).Select(step => (byte)step.Id), byte.MaxValue]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private void Draw(long limit, int least)
    {
        if (limit == long.MaxValue)
        {
            Units = Blocks(BlockSize, ulong.MaxValue);
            return;
        }

        ulong size = ((ulong)limit + (ulong)least - 1) / (ulong)least;
        Units = Blocks(size, (ulong)limit);
        Count = (int)(((ulong)limit + size - 1) / size);
    }

    private static IEnumerable<Unit> Blocks(ulong size, ulong last)
    {
        ulong first = 1;
        for (int number = 0; first <= last; number++, first += size)
            yield return new(number) { Draws = new(first, Math.Min(first + size - 1, last)) };
    }

    private void Split(Engine engine, ExplorationOptions options, int least, Func<bool> isOver)
    {
        bool isReduced = options.Strategy == StrategyKind.SourceDpor;
        Scout scout = new(Guess, isReduced, options.Strategy == StrategyKind.Bounded ? options.BoundOrDefault : null);
        open.Enqueue(Unit.Whole);
        int patience = Patience * least;
        while (open.Count > 0 && open.Count + units.Count < least && patience-- > 0 && !isOver())
            Grow(engine, scout, open.Dequeue(), isReduced);
        units.AddRange(open);
        for (int i = 0; i < units.Count; i++) units[i] = units[i] with { Number = i };
        Units = units;
        Count = units.Count;
        Cut = scout.Cut;
    }

    /// <summary>What every CPU touches; null where more than that matters (<see cref="Pilot.SawMore"/>).</summary>
    public static Footprints? Learn(Engine engine, ulong seed, Func<bool> isOver)
    {
        Footprints learnt = new(engine.CellCount);
        Pilot pilot = new(seed, learnt);
        while (!isOver() && pilot.Next()) engine.Execute(pilot);
        return pilot.SawMore ? null : learnt;
    }

    /// <summary>Splits a unit at the first node where there is something to split.</summary>
    private void Grow(Engine engine, Scout scout, Unit unit, bool isReduced)
    {
        scout.Follow(unit.Way);
        engine.Execute(scout);
        if (scout.IsEmpty) return;
        Unit grown = unit with { Way = [.. scout.Way], Preemptions = engine.Turns.Preemptions };
        if (scout.Branches == 0)
        {
            units.Add(grown);
            return;
        }

        (ulong preempts, Effect[] steps) = (scout.Preempts, [.. scout.Steps]);
        List<Effect> asleep = [];
        foreach (Effect step in steps)
        {
            Unit branch = grown with
            {
                Way = [.. grown.Way, new((byte)step.Id, [.. asleep])],
                Preemptions = grown.Preemptions + (int)(preempts >> step.Id & 1),
            };
            open.Enqueue(branch);
            if (isReduced) asleep.Add(Guess is null ? Look(engine, scout, branch) : step);
        }
    }

    /// <summary>The last step on the way to a unit, with what laws can tell of it when it has been taken.</summary>
    private static Effect Look(Engine engine, Scout scout, Unit unit)
    {
        scout.Follow(unit.Way);
        engine.Execute(scout);

        // What would have followed a step that broke a law is not known: whatever else is done wakes it.
        bool isLast = engine.Failure is not null && engine.StepCount == unit.Way.Count;
        return isLast ? scout.LastGiven with { Cell = Effect.All } : scout.LastGiven;
    }
}
