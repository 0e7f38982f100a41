using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.2 (the D0 patch of December 2001), Part 0.10.</summary>
public sealed class InvPoolAtomic : Law
{
    public override string Id => "INV-L1";

    public override string Sentence =>
        "The first try neither sleeps nor starts I/O; it, create and grow leave the reserve alone.";

    public override string? BrokenBy(World world)
    {
        foreach (Flight? flight in world.Flights)
        {
            if (Asks(flight) is not { Level: PoolLevel.Atomic or PoolLevel.Fill } ask) continue;
            Gfp gfp = ask.Request.Gfp;
            bool starts = ask.Level == PoolLevel.Atomic && (gfp & (Gfp.Wait | Gfp.Io)) != 0;
            if (!Broken(true, !starts && (gfp & Gfp.NoMemAlloc) != 0)) continue;
            return $"pool {ask.Pool} asks with {gfp} at {ask.Level}";
        }

        return null;
    }

    private static PoolBuildFlight? Asks(Flight? flight)
    {
        while (flight is PoolFlight outer and not PoolBuildFlight) flight = outer.Inner;
        return flight as PoolBuildFlight;
    }
}
