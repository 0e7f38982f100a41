namespace Plimsoll.Model.Vocabulary;

/// <summary>Steps of the order-0 page caches (semantics F).</summary>
public readonly partial record struct Label
{
    /// <summary>The CPU of a <see cref="Grow"/> that goes past the lists.</summary>
    public const int NoCpu = -1;

    /// <summary>It moves a whole slab, under its zone's lock and for some also those of the CPU lists.</summary>
    public bool MovesSlab => What is Ghost.Grow or Ghost.Isolate or Ghost.Unisolate or Ghost.Claim;

    private string OrderZeroText => What switch
    {
        Ghost.Grow when C == unchecked((uint)NoCpu) => $"grow zone {A} by the slab of {B}, for the caller",
        Ghost.Grow => $"grow zone {A} by the slab of {B}, for cpu{C}",
        Ghost.Scan => $"scan slab {B} of zone {A}",
        Ghost.NoVictim => $"zone {A} has no victim",
        Ghost.Isolate => $"isolate slab {B} of zone {A}",
        Ghost.Miss => $"miss slab {B} of zone {A}",
        Ghost.Reclaim => $"reclaim {B} of zone {A}",
        Ghost.Discard => $"discard {B} of zone {A}",
        Ghost.StartWrite => $"start to write {B} of zone {A}",
        Ghost.EndWrite => $"{B} of zone {A} is written",
        Ghost.Unisolate => $"un-isolate slab {B} of zone {A}",
        Ghost.Claim => $"claim {B}^{C} of zone {A}",
        Ghost.Pin => $"pin {B} of zone {A}",
        Ghost.Unpin => $"unpin {B} of zone {A}",
        Ghost.Redirty => $"{B} of zone {A} is changed",
        Ghost.Clean => $"{B} of zone {A} is cleaned",
        _ => $"unknown note {What} ({A}, {B}, {C})",
    };

    public static Label Grow(int zone, uint pfn, int cpu) => new(Ghost.Grow, (uint)zone, pfn, unchecked((uint)cpu));

    /// <summary>A step of <see cref="Ghost"/> on one slab or page of a zone.</summary>
    public static Label Of(uint what, int zone, uint pfn = 0) => new(what, (uint)zone, pfn, 0);

    public static Label Claim(int zone, uint pfn, int order) => new(Ghost.Claim, (uint)zone, pfn, (uint)order);
}
