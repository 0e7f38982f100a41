using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// A fingerprint of the execution's Mazurkiewicz trace: equal for executions that differ only in the order of
/// independent steps. The hash of a step covers the hashes of the steps it directly depends on: the last of its CPU,
/// the last write to its cell, and for a write the reads since. Their sum does not see the order in which they were
/// added.
/// </summary>
internal sealed class TraceHash
{
    private readonly UInt128[] cpus;
    private readonly UInt128[] writes;
    private readonly UInt128[] reads;
    private readonly int[] seen;
    private int execution;
    private UInt128 sum;

    public TraceHash(int cpus, int cells)
    {
        this.cpus = new UInt128[cpus];
        writes = new UInt128[cells];
        reads = new UInt128[cells];
        seen = new int[cells];
    }

    public UInt128 Value => sum;

    public void Clear()
    {
        execution++;
        sum = 0;
        Array.Clear(cpus);
    }

    /// <summary>The next step. A failed compare-exchange or try-lock is a read; two reads commute.</summary>
    public void Add(int cpu, AccessKind kind, int cell, bool isWrite)
    {
        if (seen[cell] != execution)
        {
            seen[cell] = execution;
            writes[cell] = reads[cell] = 0;
        }

        unchecked
        {
            ulong label = (ulong)cell << 16 | (ulong)cpu << 8 | (ulong)kind << 1 | (isWrite ? 1u : 0u);
            UInt128 hash = Mix(Mix(cpus[cpu], label), (ulong)(writes[cell] >> 64) ^ 0x9E3779B97F4A7C15);
            hash = Mix(hash, (ulong)writes[cell]);
            if (isWrite)
            {
                hash = Mix(Mix(hash, (ulong)(reads[cell] >> 64)), (ulong)reads[cell]);
                writes[cell] = hash;
                reads[cell] = 0;
            }
            else
            {
                reads[cell] += hash;
            }

            cpus[cpu] = hash;
            sum += hash;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt128 Mix(UInt128 state, ulong word)
    {
        unchecked
        {
            ulong low = ((ulong)state ^ word) * 0xFF51AFD7ED558CCD;
            ulong high = ((ulong)(state >> 64) + word) * 0xC4CEB9FE1A85EC53;
            low ^= low >> 32;
            high ^= high >> 29;
            return new(high + low * 0x9E3779B97F4A7C15, low ^ (high << 17 | high >> 47));
        }
    }
}
