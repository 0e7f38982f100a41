using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Sync;

namespace Plimsoll.Pages;

/// <summary>
/// The allocator's metadata: one native block of cells, laid out from the topology. Global cells first, then zones, CPU
/// lists and page descriptors, each zone and list on cache lines of its own.
/// </summary>
public sealed unsafe class Layout : IDisposable
{
    private const int Line = 64;
    private const int GlobalWords = 4 * Line / Cell.Bytes;

    private readonly nuint zones;
    private readonly nuint lists;
    private readonly nuint pages;
    private readonly int zoneCount;
    private readonly int[] listOffset;
    private readonly int listBytesPerCpu;

    public Layout(Topology topology)
    {
        Topology = topology.Checked();
        Frames = topology.Frames;
        Nodes = topology.Nodes;
        zoneCount = topology.Zones.Length;
        listOffset = new int[zoneCount];
        int offset = 0;
        for (int z = 0; z < zoneCount; z++)
        {
            listOffset[z] = offset;
            offset += RoundUp((ListCells.HeaderWords + (int)Capacity(z)) * Cell.Bytes);
        }

        listBytesPerCpu = offset;
        int zoneBytes = zoneCount * RoundUp(ZoneCells.Words * Cell.Bytes);
        int listBytes = topology.Cpus.Length * listBytesPerCpu;
        // A buddy of the last block may lie beyond the last frame: its descriptor must be there to say that it is not
        // free.
        long frames = ((long)topology.Frames + (1 << Order.Max) - 1) & -(1L << Order.Max);
        long bytes = (GlobalWords * Cell.Bytes) + zoneBytes + listBytes + (frames * PageCells.Words * Cell.Bytes);
        if (bytes > int.MaxValue)
            throw new TopologyException(
                $"topology '{topology.Name}': {topology.Frames} frames need {bytes} bytes of metadata");

        Bytes = (int)bytes;
        Memory = (nuint)NativeMemory.AlignedAlloc((nuint)Bytes, Line);
        NativeMemory.Clear((void*)Memory, (nuint)Bytes);
        zones = Memory + (GlobalWords * Cell.Bytes);
        lists = zones + (nuint)zoneBytes;
        pages = lists + (nuint)listBytes;
    }

    public Topology Topology { get; }

    /// <summary>One past the last frame of any zone.</summary>
    public uint Frames { get; }

    public int Nodes { get; }

    /// <summary>The first byte of the cells.</summary>
    public nuint Memory { get; private set; }

    public int Bytes { get; }

    /// <summary>
    /// min_free_lock: one recomputation of the marks at a time. Comes before every list and zone lock.
    /// </summary>
    public nuint MarksLock => Memory;

    /// <summary>
    /// var_free_mutex: one adjustment of the reserve at a time. Comes before <see cref="MarksLock"/>.
    /// </summary>
    public SleepingLockCells AdjustLock => new(Memory + Line);

    /// <summary>The knobs that marks are made of; written under <see cref="MarksLock"/>.</summary>
    public nuint MinFreeKbytes => Memory + (2 * Line);

    public nuint ReservePages => Cell.At(MinFreeKbytes, 1);

    public ZoneCells Zone(int zone) => new(zones + (nuint)(zone * RoundUp(ZoneCells.Words * Cell.Bytes)));

    public ListCells List(int cpu, int zone) => new(lists + (nuint)((cpu * listBytesPerCpu) + listOffset[zone]));

    /// <summary>Page descriptors, by frame.</summary>
    public PageTable Pages => new(pages);

    /// <summary>Slots of a list's ring, a power of two: it holds the high mark plus one refill.</summary>
    public uint Capacity(int zone)
    {
        ZoneSpec spec = Topology.Zones[zone];
        return BitOperations.RoundUpToPowerOf2(
            (uint)(ListSize.High(spec, Topology) + ListSize.Batch(spec, Topology) + 1));
    }

    /// <summary>The zone whose words the cell is among (lock, counters, marks, lists of blocks); else -1.</summary>
    public int ZoneOf(nuint cell) =>
        cell >= zones && cell < lists ? (int)(cell - zones) / RoundUp(ZoneCells.Words * Cell.Bytes) : -1;

    /// <summary>The name of a cell, for people.</summary>
    public string NameOf(nuint cell)
    {
        if (cell < Memory || cell >= Memory + (nuint)Bytes) return $"0x{cell:x}";
        if (cell == MarksLock) return "MarksLock";
        if (cell == AdjustLock.Held) return "AdjustLock";
        if (cell == AdjustLock.Wanted) return "AdjustLock.Wanted";
        if (cell == AdjustLock.Wakes) return "AdjustLock.Wakes";
        if (cell == MinFreeKbytes) return "MinFreeKbytes";
        if (cell == ReservePages) return "ReservePages";
        if (cell < lists) return ZoneName((int)(cell - zones));
        if (cell < pages) return ListName((int)(cell - lists));
        int word = (int)(cell - pages) / Cell.Bytes;
        return $"page[{word / PageCells.Words}]."
            + (word % PageCells.Words) switch { 0 => "Free", 1 => "Owner", 2 => "Next", _ => "Prev" };
    }

    public void Dispose()
    {
        if (Memory != 0) NativeMemory.AlignedFree((void*)Memory);
        Memory = 0;
    }

    private static int RoundUp(int bytes) => (bytes + Line - 1) & -Line;

    private static string ZoneName(int offset)
    {
        int stride = RoundUp(ZoneCells.Words * Cell.Bytes);
        int word = offset % stride / Cell.Bytes;
        string name = word switch
        {
            0 => "Lock",
            1 => "NrFree",
            2 => "Min",
            3 => "Low",
            4 => "High",
            5 => "Emerg",
            6 => "Tagged",
            7 => "NonEmpty",
            < 19 => $"Head[{word - 8}]",
            _ => $"Count[{word - 19}]",
        };
        return $"zone{offset / stride}.{name}";
    }

    private string ListName(int offset)
    {
        int within = offset % listBytesPerCpu;
        int zone = zoneCount - 1;
        while (listOffset[zone] > within) zone--;
        int word = (within - listOffset[zone]) / Cell.Bytes;
        string name = word switch
        {
            0 => "Lock",
            1 => "Open",
            2 => "First",
            3 => "Count",
            _ => $"Slot[{word - ListCells.HeaderWords}]",
        };
        return $"cpu{offset / listBytesPerCpu}.zone{zone}.{name}";
    }
}

/// <summary>The descriptors of all frames.</summary>
public readonly record struct PageTable(nuint Base)
{
    public PageCells this[uint pfn]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(unchecked(Base + ((nuint)pfn * (PageCells.Words * Cell.Bytes))));
    }
}
