using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// A fingerprint of the execution's Mazurkiewicz trace: equal for executions that differ only in the order of
/// independent steps. The hash of a step covers the hashes of the steps it directly depends on: the last of its CPU,
/// the last write to its cell, and for a write the reads since. Their sum does not see the order in which they were
/// added. A flush depends on the last of its lane; a load from the CPU's own buffer on no cell.
/// </summary>
internal sealed class TraceHash
{
    private readonly UInt128[] ids = new UInt128[StoreBuffers.MaxLanes];
    private readonly UInt128[] writes;
    private readonly UInt128[] reads;
    private readonly int[] seen;
    private int execution;
    private UInt128 sum;
    private UInt128 every;

    public TraceHash(int cells)
    {
        writes = new UInt128[cells];
        reads = new UInt128[cells];
        seen = new int[cells];
    }

    public UInt128 Value => sum;

    public void Clear()
    {
        execution++;
        sum = 0;
        Array.Clear(ids);
        every = 0;
    }

    /// <summary>The next step. A failed compare-exchange or try-lock is a read; two reads commute.</summary>
    public void Add(in Effect step)
    {
        unchecked
        {
            // Not by the id: what number a lane has depends on the executions before.
            ulong label = (ulong)(uint)step.Cell << 32 | (ulong)step.Cpu << 16 | (ulong)step.Kind << 3
                | (step.Ordered ? 4ul : 0) | (step.Writes ? 2ul : 0) | (step.Forwarded ? 1ul : 0);
            UInt128 hash = Mix(Mix(ids[step.Id], label), (ulong)every);
            if (step.Cell >= 0 && !step.Forwarded) hash = Touch(step, hash);

            // A step that touches every cell depends on all before it, and all after it depend on it.
            if (step.Cell == Effect.All) every = hash = Mix(Mix(hash, (ulong)sum), (ulong)(sum >> 64));
            ids[step.Id] = hash;
            sum += hash;
        }
    }

    private UInt128 Touch(in Effect step, UInt128 hash)
    {
        int cell = step.Cell;
        if (seen[cell] != execution)
        {
            seen[cell] = execution;
            writes[cell] = reads[cell] = 0;
        }

        unchecked
        {
            hash = Mix(Mix(hash, (ulong)(writes[cell] >> 64) ^ 0x9E3779B97F4A7C15), (ulong)writes[cell]);
            if (!step.Writes)
            {
                reads[cell] += hash;
                return hash;
            }

            hash = Mix(Mix(hash, (ulong)(reads[cell] >> 64)), (ulong)reads[cell]);
            writes[cell] = hash;
            reads[cell] = 0;
            return hash;
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
