namespace Plimsoll.Explorer;

/// <summary>
/// What is gathered of a step until it is complete: a CPU goes on after its access, with notes and stores into its
/// buffer, until it announces the next one. All that is one step to the others.
/// </summary>
internal sealed class Window
{
    private readonly ulong[] next = new ulong[StoreBuffers.MaxLanes];
    private Ghosts ghosts;

    /// <summary>The step under way with what came after its access.</summary>
    public Ghosts Ghosts => ghosts;

    /// <summary>An execution starts.</summary>
    public void Clear()
    {
        ghosts = default;
        Array.Clear(next);
    }

    /// <summary>A step has been decided.</summary>
    public void Open() => ghosts = default;

    /// <summary>A CPU makes its access; or what it stored before leaves its buffer.</summary>
    public void Perform(in Effect effect)
    {
        Add(effect.Cpu, effect.Ghosts);
        if (!effect.IsFlush) Look(effect.Cpu);
    }

    /// <summary>What it did then.</summary>
    public void Add(int cpu, in Ghosts of)
    {
        ghosts = ghosts.With(of);
        if (of.IsNext) Look(cpu);
        next[cpu] |= of.Next;
    }

    private void Look(int cpu)
    {
        ghosts = ghosts.With(new(0, next[cpu]));
        next[cpu] = 0;
    }
}
