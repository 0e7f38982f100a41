using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;

namespace Plimsoll.Specs.Theorems;

/// <summary>A way in which the published estimates fall short, and the machine on which a search finds it.</summary>
/// <param name="Bound">Pages, as the published estimate says.</param>
public sealed record EstimateCase(Published Rule, string Title, ChurnMachine Machine, long Bound)
{
    public const string Published = "ESTIMATE-2N+M";

    public const string Sound = "ESTIMATE-SOUND";

    /// <summary>Each is found, and the sound estimate survives all histories on the same machine.</summary>
    public static ImmutableArray<EstimateCase> All { get; } =
    [
        OnlineCpus(new(8, [1], 4, cpus: 3)),
        Bypass(new(4096, [20_000], 80_000)),
        Churn(new(8, [1, 2, 4, 8], 32)),
    ];

    public static EstimateCase? Of(Published rule) => All.FirstOrDefault(c => c.Rule == rule);

    private static EstimateCase OnlineCpus(ChurnMachine machine) => new(
        Model.State.Published.EstimateOnlineCpus,
        "2N+m counts a slab for each CPU online, and two more come online afterwards",
        machine,
        machine.TwoNPlusM);

    /// <summary>The estimate asked for so many objects finds no cache of their size.</summary>
    private static EstimateCase Bypass(ChurnMachine machine)
    {
        long size = machine.Caches[0].Size;
        ReserveDemand demand = new(0, [new(size, machine.Limit / size)], new(1, 1));
        return new(
            Model.State.Published.EstimateIgnoresBypass,
            "the estimate of objects counts nothing for a size beyond the kmalloc classes",
            machine,
            ReserveSize.Of(demand, SlabTuning.E23).In2008);
    }

    private static EstimateCase Churn(ChurnMachine machine) => new(
        Model.State.Published.EstimateIgnoresChurn,
        "2N+m holds for what is allocated once; freed objects leave their slabs behind",
        machine,
        machine.TwoNPlusM);
}
