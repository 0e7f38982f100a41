using Plimsoll.Explorer;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// Stores to the words of zones that were issued and that other CPUs do not see yet. Under sequential consistency there
/// is none.
/// <para>
/// Laws and model take a CPU's step where it reports it, which is when it issues its stores. Another CPU that reads a
/// counter without the zone's lock may read what it held before: that is as if it had read in the past. This says how
/// far back. Time is counted in notes, for nothing that laws or model know changes between two of them.
/// </para>
/// </summary>
public sealed class StoresInFlight
{
    private readonly List<(int Cpu, nuint Cell, int Zone, int Since)> stores = [];

    public void Clear() => stores.Clear();

    /// <param name="step">A store's issue, or its arrival in memory.</param>
    /// <param name="zone">Of the cell; none: of no interest.</param>
    /// <param name="now">How many notes there have been.</param>
    public void Follow(in Step step, int zone, int now)
    {
        if (zone < 0) return;
        if (step.Kind == AccessKind.Buffered)
        {
            stores.Add((step.Cpu, step.Cell, zone, now));
            return;
        }

        (int cpu, nuint cell) = (step.Cpu, step.Cell);
        int oldest = stores.FindIndex(store => store.Cpu == cpu && store.Cell == cell);
        if (oldest >= 0) stores.RemoveAt(oldest);
    }

    /// <summary>
    /// The earliest moment that a reading of the zone's words by this CPU can still show: its own stores it always
    /// sees, those of others when they have left their buffers.
    /// </summary>
    public int ReadableSince(int reader, int zone, int now)
    {
        foreach ((int cpu, _, int of, int since) in stores)
        {
            if (cpu != reader && of == zone) now = Math.Min(now, since);
        }

        return now;
    }
}
