using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Tests.Search;

/// <summary>Scenes of pages whose states are few enough to be counted a second way.</summary>
internal static class SmallScenes
{
    /// <summary>One zone of eight frames that swaps rename in 128 ways.</summary>
    public static Configuration EightPages => Of(
        "eight-pages", [new(new(0), ZoneKind.Normal, 0, 8)], Plain(0, 1), Plain(1, 0, order: 1));

    /// <summary>Two zones, of four frames and of six: 8 ways and 16 ways.</summary>
    public static Configuration TwoZones => Of(
        "two-zones",
        [new(new(0), ZoneKind.Dma, 0, 4), new(new(0), ZoneKind.Normal, 4, 6)],
        Plain(0, 1), Plain(1, 0, order: 1));

    /// <summary>A zone that starts and ends between blocks: frames 2-3, 4-7 and 8-9, 32 ways.</summary>
    public static Configuration OddZone => Of(
        "odd-zone", [new(new(0), ZoneKind.Normal, 2, 8)], Plain(0, 1), Plain(1, 0, order: 1));

    public static Configuration Of(string name, ImmutableArray<ZoneSpec> zones, params Operation[][] menus) => new()
    {
        Name = name,
        Title = "A small machine for the search to be counted on.",
        Laws = () => [new Counted()],
        Scene = rules => new(
            Memory.Fresh(new Machine(
                new Topology
                {
                    Name = name,
                    Zones = zones,
                    Cpus = [new(0), new(0)],
                    MinFreeKbytes = 4,
                    ReservePages = 1,
                    Batch = 1,
                    ListHigh = 2,
                },
                rules)),
            [.. menus.Select((menu, cpu) => new TaskSpec($"task{cpu}", cpu, [.. menu], 2))]),
    };

    private static Operation[] Plain(int slot, int other, int order = 0) =>
    [
        Operation.Allocate(slot, Request.For(Gfp.Kernel)),
        Operation.Allocate(slot + 2, Request.For(Gfp.Kernel | Gfp.MemAlloc, order)),
        Operation.Free(slot),
        Operation.Free(other),
        Operation.Free(slot + 2),
    ];

    /// <summary>Always holds, and counts.</summary>
    private sealed class Counted : Law
    {
        public override string Id => "COUNTED";

        public override string Sentence => "Every state and step is asked about.";

        public override string? BrokenBy(World world) => Broken(true, true) ? "never" : null;

        public override string? BrokenBy(World before, int task, Label label, World after) => BrokenBy(after);
    }
}
