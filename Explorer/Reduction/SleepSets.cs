namespace Plimsoll.Explorer;

/// <summary>
/// The steps that need not be taken at each node of the path under exploration: an execution that takes one of them
/// next was explored when the step was tried at an earlier node, and nothing that happened since depends on it. An
/// entry is the step as it was evaluated there; a step that depends on it wakes it.
/// </summary>
internal sealed class SleepSets(Flaws flaws)
{
    // A stack: the entries of a node lie between its start and that of the next. Only the last node gains entries.
    private Effect[] entries = new Effect[64];
    private int[] starts = new int[65];
    private ulong[] masks = new ulong[64];
    private int used;

    /// <summary>How many nodes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The ids that sleep at a node.</summary>
    public ulong Mask(int node) => masks[node];

    public ReadOnlySpan<Effect> At(int node) =>
        entries.AsSpan(starts[node], (node + 1 == Count ? used : starts[node + 1]) - starts[node]);

    /// <summary>Adds the node after a step that was taken at the last one.</summary>
    public void Push(in Effect step)
    {
        int from = starts[Count - 1];
        int to = used;
        Push();
        for (int i = from; i < to; i++)
        {
            if (entries[i].Id == step.Id) continue;
            if ((flaws & Flaws.SleepsOn) != 0 || !entries[i].DependsOn(step)) Add(entries[i]);
        }
    }

    /// <summary>Adds a node where nothing sleeps.</summary>
    public void Push()
    {
        if (Count == masks.Length)
        {
            Array.Resize(ref masks, 2 * Count);
            Array.Resize(ref starts, (2 * Count) + 1);
        }

        starts[Count] = used;
        masks[Count++] = 0;
    }

    /// <summary>Adds a step to the last node.</summary>
    public void Add(in Effect step)
    {
        if (used == entries.Length) Array.Resize(ref entries, 2 * used);
        masks[Count - 1] |= 1ul << step.Id;
        Effect entry = step;
        entries[used++] = entry;
    }

    /// <summary>Keeps only the first nodes.</summary>
    public void Truncate(int count)
    {
        if (count >= Count) return;
        used = starts[count];
        Count = count;
    }
}
