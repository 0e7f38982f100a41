using System.Numerics;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// Source: semantics C.5. The published designs bound what tagged slabs waste; here none outlives its last object, so
/// that they are no more than the objects in them and the operations that are just making or discarding one.
/// </summary>
public sealed class InvC10TaggedSlabs : Law
{
    public override string Id => "INV-C10";

    public override string Sentence =>
        "There are no more tagged slabs than objects of them held by the entitled, and operations under way.";

    public override string? BrokenBy(World world)
    {
        (int tagged, int objects, int busy) = (0, 0, 0);
        foreach (Slab slab in world.Memory.Slabs.All)
        {
            if (!slab.Tagged) continue;
            tagged++;
            objects += BitOperations.PopCount(slab.Entitled);
        }

        foreach (Flight? flight in world.Flights) busy += flight is null ? 0 : 1;
        return Broken(tagged > 0, tagged <= objects + busy)
            ? $"{tagged} tagged slabs for {objects} objects and {busy} operations: {world.Memory.Slabs}"
            : null;
    }
}
