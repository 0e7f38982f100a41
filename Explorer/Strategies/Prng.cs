using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace Plimsoll.Explorer;

/// <summary>SplitMix64. Written out here so that a seed means the same schedules for ever.</summary>
internal struct Prng(ulong state)
{
    /// <summary>An execution owns its stream, so that it can be repeated alone.</summary>
    public static Prng Of(ulong seed, ulong execution) =>
        new(unchecked((seed * 0xD1342543DE82EF95) + (execution * 0xF1357AEA2E62A9C5)));

    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number in [0, limit).</summary>
    public int Next(int limit) => unchecked((int)(((Next() >> 32) * (ulong)limit) >> 32));

    /// <summary>A number in [0, limit).</summary>
    public ulong Below(ulong limit) => Math.BigMul(Next(), limit, out _);

    /// <summary>A number in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1ul << 53));

    /// <summary>A member of a set of bits, which is not empty.</summary>
    public int Member(ulong set)
    {
        int skip = Next(BitOperations.PopCount(set));

        // The same member either way; no processor foresees how often a loop goes round that chance decides.
        if (Bmi2.X64.IsSupported)
            return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1ul << skip, set));
        for (; skip > 0; skip--) set &= set - 1;
        return BitOperations.TrailingZeroCount(set);
    }
}
