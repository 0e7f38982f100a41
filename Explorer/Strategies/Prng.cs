namespace Plimsoll.Explorer;

/// <summary>SplitMix64. Written out here so that a seed means the same schedules for ever.</summary>
internal struct Prng(ulong state)
{
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
}
