using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// What published patches and known bugs do at some places of slab caches, instead of the law (semantics G29-G47). With
/// no switch set every method is the law.
/// </summary>
internal static class SlabPublished
{
    /// <summary>
    /// The tag of a slab made of these pages. G32: read when its place already holds the freelist, which is not null.
    /// G33: never written where the fallback brings the pages.
    /// </summary>
    public static bool TagOf(Memory memory, Block pages) =>
        Has(memory, Published.TagReadAfterReuse)
        || (pages.Tagged && !Has(memory, Published.TagUninitialised));

    /// <summary>
    /// G29, the first SLUB patch: an entitled request that finds the reserve slab full detaches it, and from then on it
    /// is a slab like any other.
    /// </summary>
    public static Memory Detached(Memory memory, int cache, bool entitled)
    {
        if (!entitled || !Has(memory, Published.TagDroppedWhenFull)) return memory;
        foreach (Slab slab in memory.Slabs.All)
        {
            if (slab.Cache != cache || slab.Place != SlabPlace.Full || !slab.Tagged) continue;
            memory = memory with { Slabs = memory.Slabs.With(slab with { Tagged = false }) };
        }

        return memory;
    }

    /// <summary>G31, the second and third: the mark is the CPU's, and the slab that leaves it has none.</summary>
    public static Slab OffCpu(Memory memory, Slab slab) =>
        Has(memory, Published.TagOfCpuNotSlab) ? slab with { Tagged = false } : slab;

    /// <summary>G30, G31: reserve slabs are loaded on CPUs too.</summary>
    public static bool LoadsReserve(Memory memory) =>
        Has(memory, Published.FastPathUnchecked) || Has(memory, Published.TagOfCpuNotSlab);

    /// <summary>G35: the tag is looked for on the page where the object lies, and tail pages have none.</summary>
    public static bool MissesTag(Memory memory, Slab slab, uint index) =>
        Has(memory, Published.TagOfTailPage)
        && index >= (uint)memory.Machine.Caches[slab.Cache].ObjectsAt(0);

    /// <summary>G34: the search for a slab starts behind the first.</summary>
    public static int Skipped(Memory memory) => Has(memory, Published.PartialSkipsFirst) ? 1 : 0;

    public static bool Has(Memory memory, Published rule) => memory.Machine.Published.Has(rule);
}
