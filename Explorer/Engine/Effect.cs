namespace Plimsoll.Explorer;

/// <summary>
/// What one step does to memory, as far as other steps can tell: what partial-order reduction reasons about.
/// </summary>
/// <param name="Id">Who takes it: a CPU, or a lane of a store buffer (<see cref="StoreBuffers"/>).</param>
/// <param name="Cpu">The CPU, or the CPU whose store it makes visible.</param>
/// <param name="Cell">The index of the cell; <see cref="None"/> or <see cref="All"/>.</param>
/// <param name="Writes">A failed compare-exchange or try-lock is a read.</param>
/// <param name="Old">What the cell held before.</param>
/// <param name="Comparand">Of a compare-exchange or await.</param>
/// <param name="Forwarded">The value came, or would come, from the CPU's own store buffer.</param>
/// <param name="After">Of a flush: how many steps of its CPU came before its store was issued.</param>
internal readonly record struct Effect(
    int Id, int Cpu, AccessKind Kind, int Cell, bool Writes, uint Old, uint Comparand, bool Forwarded, int After)
{
    /// <summary>The step touches no cell: nobody else can tell when it takes place.</summary>
    public const int None = -1;

    /// <summary>The step touches every cell.</summary>
    public const int All = -2;

    /// <summary>
    /// Whether the order of two steps can matter: of one id, or of one cell and one of them writes. A forwarded load
    /// depends on the flush of its own CPU's store and on nothing else.
    /// </summary>
    public bool DependsOn(in Effect other)
    {
        if (Id == other.Id) return true;
        if (Cell == All || other.Cell == All) return true;
        if (Cpu == other.Cpu && (Waits(this, other) || Waits(other, this))) return true;
        if (Cell != other.Cell || Cell == None || !(Writes || other.Writes)) return false;
        return Cpu == other.Cpu || !(Forwarded || other.Forwarded);
    }

    /// <summary>
    /// Whether the two could take place in the other order: not when one can only come after the other, as a fence
    /// after the flushes of its own CPU, or stores of one CPU to one cell.
    /// </summary>
    public bool IsRaceWith(in Effect other) =>
        Id != other.Id && DependsOn(other)
        && (Cpu != other.Cpu || Cell == All || other.Cell == All || Kind.IsLoad() || other.Kind.IsLoad());

    private static bool Waits(in Effect step, in Effect flush) =>
        flush.Kind == AccessKind.Flush && step.Kind.NeedsEmptyBuffer();
}
