using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Refinement;

/// <summary>
/// Machines small enough to come under pressure within a few commands. Zones start and end at odd frames, so that a
/// merge across a border would show; lowmem ratios are small, so that they matter.
/// </summary>
public static class Machines
{
    public static Topology Tiny { get; } = new Topology
    {
        Name = "tiny: one zone",
        Zones = [new(new(0), ZoneKind.Normal, 4, 24)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 20,
        ReservePages = 4,
        Batch = 3,
        ListHigh = 4,
    }.Checked();

    /// <summary>Frames 16..19 of one zone and 20..23 of another would be buddies, if zones did not part them.</summary>
    public static Topology Two { get; } = new Topology
    {
        Name = "two nodes of DMA and NORMAL",
        Zones =
        [
            new(new(0), ZoneKind.Dma, 20, 12),
            new(new(0), ZoneKind.Normal, 2, 18),
            new(new(1), ZoneKind.Dma, 32, 6),
            new(new(1), ZoneKind.Normal, 40, 22),
        ],
        Cpus = [new(0), new(1)],
        MinFreeKbytes = 40,
        ReservePages = 7,
        LowmemReserveRatio = [5, 5, 8, 8],
        Batch = 2,
        ListHigh = 3,
    }.Checked();

    public static Topology Four { get; } = new Topology
    {
        Name = "four nodes, unequal distances, HIGHMEM, one without memory",
        Zones =
        [
            new(new(0), ZoneKind.Normal, 0, 18),
            new(new(0), ZoneKind.HighMem, 18, 44),
            new(new(1), ZoneKind.Dma32, 64, 8),
            new(new(1), ZoneKind.Normal, 72, 14),
            new(new(3), ZoneKind.Normal, 88, 16),
            new(new(3), ZoneKind.Movable, 104, 40),
        ],
        Cpus = [new(0), new(1), new(2), new(3)],
        Distances = [[10, 15, 20, 30], [15, 10, 17, 25], [20, 17, 10, 12], [30, 25, 12, 10]],
        MinFreeKbytes = 36,
        ReservePages = 5,
        LowmemReserveRatio = [4, 7, 16, 32],
        Batch = 1,
        ListHigh = 3,
    }.Checked();

    public static Topology[] All { get; } = [Tiny, Two, Four];

    public static Topology Named(string name) => All.Single(t => t.Name == name);
}
