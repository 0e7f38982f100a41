namespace Plimsoll.Model.Vocabulary;

/// <summary>
/// Who asks: the task's flags and the interrupt level it runs at (semantics B.6). Zero is a plain process.
/// </summary>
[Flags]
public enum Context : byte
{
    Process = 0,

    /// <summary>A real-time task.</summary>
    RealTime = 0x01,

    /// <summary>PF_MEMALLOC: the task frees memory, and may use the reserve to do so.</summary>
    MemAlloc = 0x02,

    /// <summary>TIF_MEMDIE: the OOM killer chose this task.</summary>
    MemDie = 0x04,
    SoftIrq = 0x08,
    HardIrq = 0x10,
}
