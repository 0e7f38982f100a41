namespace Plimsoll.Specs.Theorems;

/// <summary>States of equal length, each once, numbered as they came; compared whole, not by fingerprint.</summary>
internal sealed class StateTable(int cells)
{
    private const int BlockStates = 1 << 14;

    private readonly List<ushort[]> blocks = [];
    private int[] slots = new int[1 << 12];

    public int Count { get; private set; }

    public ReadOnlySpan<ushort> this[int state] =>
        blocks[state / BlockStates].AsSpan(state % BlockStates * cells, cells);

    /// <summary>True if it is new.</summary>
    public bool Add(ReadOnlySpan<ushort> state)
    {
        if (2 * (Count + 1) > slots.Length) Grow();
        int slot = SlotOf(state);
        if (slots[slot] != 0) return false;
        if (Count % BlockStates == 0) blocks.Add(new ushort[BlockStates * cells]);
        state.CopyTo(blocks[^1].AsSpan(Count % BlockStates * cells));
        slots[slot] = ++Count;
        return true;
    }

    /// <summary>Where the state is, or would go.</summary>
    private int SlotOf(ReadOnlySpan<ushort> state)
    {
        int mask = slots.Length - 1;
        int slot = (int)(Hash(state) & (uint)mask);
        while (slots[slot] != 0 && !this[slots[slot] - 1].SequenceEqual(state)) slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        slots = new int[2 * slots.Length];
        for (int state = 0; state < Count; state++) slots[SlotOf(this[state])] = state + 1;
    }

    /// <summary>FNV-1a by cells, finished as in MurmurHash3.</summary>
    private static uint Hash(ReadOnlySpan<ushort> state)
    {
        unchecked
        {
            ulong hash = 14695981039346656037;
            foreach (ushort cell in state) hash = (hash ^ cell) * 1099511628211;
            hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
            return (uint)(hash >> 32);
        }
    }
}
