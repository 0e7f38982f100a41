namespace Plimsoll.Model.Vocabulary;

/// <summary>One atomic step of one CPU's operation: a note of <see cref="Ghost"/> as a value.</summary>
public readonly partial record struct Label(uint What, uint A, uint B, uint C)
{
    private const uint TagBit = 256;

    /// <summary>Take: the block was taken from the reserve.</summary>
    public bool Tagged => C >= TagBit;

    /// <summary>Of a page or block that moves: how many pages it has.</summary>
    public uint Pages => What is Ghost.Take or Ghost.Release ? 1u << (int)(C % TagBit) : 1;

    public static Label Refused(int zone, Pass pass, int order) =>
        new(Ghost.Refused, (uint)zone, (uint)pass, (uint)order);

    public static Label Take(int zone, uint pfn, int order, bool tagged = false) =>
        new(Ghost.Take, (uint)zone, pfn, (uint)order + (tagged ? TagBit : 0));

    public static Label Refill(int zone, uint pfn, int cpu) => new(Ghost.Refill, (uint)zone, pfn, (uint)cpu);

    public static Label Hit(int zone, uint pfn, int cpu) => new(Ghost.Hit, (uint)zone, pfn, (uint)cpu);

    public static Label Push(int zone, uint pfn, int cpu) => new(Ghost.Push, (uint)zone, pfn, (uint)cpu);

    public static Label Release(int zone, uint pfn, int order) => new(Ghost.Release, (uint)zone, pfn, (uint)order);

    public static Label Drain(int zone, uint pfn, int cpu) => new(Ghost.Drain, (uint)zone, pfn, (uint)cpu);

    public static Label Marks(int zone) => new(Ghost.Marks, (uint)zone, 0, 0);

    public static Label LastAttempt(Pfn pfn, int order) => new(Ghost.LastAttempt, pfn.Value, (uint)order, 0);

    public static Label Offline(int cpu) => new(Ghost.Offline, (uint)cpu, 0, 0);

    public static Label Knobs(int minFreeKbytes, int reservePages) =>
        new(Ghost.Knobs, (uint)minFreeKbytes, (uint)reservePages, 0);

    public static Label Populated(int zone, bool yes) => new(Ghost.Populated, (uint)zone, yes ? 1u : 0u, 0);

    public static Label Counted(int zone) => new(Ghost.Counted, (uint)zone, 0, 0);

    /// <summary>A page goes on this CPU's list of this zone, or leaves it.</summary>
    public bool MovesOnList(int zone, int cpu) =>
        What is Ghost.Refill or Ghost.Hit or Ghost.Push or Ghost.Drain && (A, C) == ((uint)zone, (uint)cpu);

    public override string ToString() => What switch
    {
        Ghost.Begin => $"begin #{A}",
        Ghost.End => $"end #{A}",
        Ghost.Refused => $"zone {A} refuses order {C} in pass {(Pass)B}",
        Ghost.Take => $"take {B}^{C % TagBit}{(Tagged ? " tagged" : "")} from zone {A}",
        Ghost.Refill => $"refill {B} from zone {A} to cpu{C}",
        Ghost.Hit => $"hit {B} of zone {A} on cpu{C}",
        Ghost.Push => $"push {B} of zone {A} on cpu{C}",
        Ghost.Release => $"release {B}^{C} to zone {A}",
        Ghost.Drain => $"drain {B} from cpu{C} to zone {A}",
        Ghost.Marks => $"marks of zone {A}",
        Ghost.LastAttempt => $"last attempt of order {B}: {new Pfn(A)}",
        Ghost.Offline => $"cpu{A} is offline",
        Ghost.Knobs => $"knobs {A} kB, {B} pages",
        Ghost.Populated => $"zone {A} is {(B == 1 ? "" : "not ")}populated",
        Ghost.Counted => $"the counter of zone {A} catches up",
        >= 160 and < 192 => EnvironmentText,
        >= Ghost.FirstOfSlabs and <= Ghost.LastOfSlabs => SlabText,
        >= 128 and < 160 => OrderZeroText,
        >= Ghost.PoolBuild and <= Ghost.PoolLink => PoolText(),
        >= Ghost.Demand and <= Ghost.ReserveRefused => ReserveText(),
        _ => $"unknown note {What} ({A}, {B}, {C})",
    };
}
