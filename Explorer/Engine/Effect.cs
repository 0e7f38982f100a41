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
internal readonly record struct Effect(
    int Id, int Cpu, AccessKind Kind, int Cell, bool Writes, uint Old, uint Comparand)
{
    /// <summary>The step touches no cell: nobody else can tell when it takes place.</summary>
    public const int None = -1;

    /// <summary>The step touches every cell.</summary>
    public const int All = -2;

    /// <summary>The value came, or would come, from the CPU's own store buffer.</summary>
    public bool Forwarded { get; init; }

    /// <summary>Of a flush: which store of its CPU it is. Of a forwarded load: the store that it saw.</summary>
    public int Number { get; init; }

    /// <summary>Of a flush: how many steps of its CPU came before its store was issued.</summary>
    public int After { get; init; }

    /// <summary>Of a flush: it comes after those of all earlier stores of its CPU.</summary>
    public bool Ordered { get; init; }

    /// <summary>What laws can tell of the step besides. Known when it is complete (<see cref="Window"/>).</summary>
    public Ghosts Ghosts { get; init; }

    /// <summary>Whether the step can be kept from taking place by what its cell holds.</summary>
    public bool CanBlock => Kind is AccessKind.Lock or AccessKind.Await;

    /// <summary>Whether it is kept from taking place now.</summary>
    public bool IsBlocked => Solo.IsBlocked(Kind, Old, Comparand);

    public bool IsFlush => Kind == AccessKind.Flush;

    public static Effect OfFlush(int lane, int cpu, int cell, uint old, in BufferedStore store, bool ordered) =>
        new(lane, cpu, AccessKind.Flush, cell, true, old, 0)
        {
            Number = store.Number,
            After = store.After,
            Ordered = ordered,
        };

    /// <summary>
    /// Whether the order of two steps can matter: to memory, or to laws.
    /// </summary>
    public bool DependsOn(in Effect other) => Touches(other) || Ghosts.ConflictsWith(other.Ghosts);

    /// <summary>
    /// Whether the order of two steps can matter to memory: of one id, or of one cell and one of them writes. A load
    /// that is forwarded saw a store of its own CPU, which no flush but that store's takes away from it.
    /// </summary>
    public bool Touches(in Effect other)
    {
        if (Id == other.Id || Cell == All || other.Cell == All) return true;
        if (Cpu == other.Cpu && (Follows(other) || other.Follows(this))) return true;
        if (Forwarded || other.Forwarded)
            return Cpu == other.Cpu && Number == other.Number && (IsFlush || other.IsFlush);
        return Cell == other.Cell && Cell != None && (Writes || other.Writes);
    }

    /// <summary>
    /// Whether two steps that depend on one another could take place in the other order. Those of one CPU cannot,
    /// except a load and a flush of what it sees, and what a process-wide barrier forces out.
    /// </summary>
    public bool IsReversibleWith(in Effect other) =>
        Id != other.Id
        && (Cpu != other.Cpu || Cell == All || other.Cell == All || Kind.IsLoad() || other.Kind.IsLoad());

    /// <summary>Whether this step of the same CPU can only come after the flush.</summary>
    private bool Follows(in Effect flush) =>
        flush.IsFlush
        && (Kind.NeedsEmptyBuffer() || (Ordered && Number > flush.Number));
}
