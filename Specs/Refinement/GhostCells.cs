using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Specs.Refinement;

/// <summary>
/// What laws and model can tell of the order of a scenario's notes and steps: the <see cref="Ghosts"/> of each. A law
/// reads memory and remembers; this says of every note which parts of that it changes, and which are looked at there.
/// Two notes change places, unless one changes what the other looks at.
/// <list type="table">
/// <item><term>zone</term><description>Its buddy lists, and what the model has of it.</description></item>
/// <item><term>words</term><description>Counters and marks of a zone, which change at steps. INV-HIT holds them against
/// all that was since a request began.</description></item>
/// <item><term>list</term><description>A CPU's lists of all zones, and whether they are open.</description></item>
/// <item><term>frame</term><description>In which place it is (INV-B1), who holds it, whether it is tagged (INV-TAG).
/// </description></item>
/// <item><term>knobs</term><description>min_free_kbytes, the reserve, and who adjusts it.</description></item>
/// <item><term>marks</term><description>Which zones have a share of the reserve.</description></item>
/// <item><term>promise</term><description>Entitled requests in flight, tagged pages, and what is promised to them
/// (INV-RESERVE).</description></item>
/// <item><term>dryness</term><description>That no page is free anywhere is a fact about all zones and lists at one
/// instant (INV-B15): what makes one of them empty, or no longer so, is in order.</description></item>
/// </list>
/// Things that share a cell are kept in order without need. A law that looks at more must add it here, or EXHAUSTIVE
/// is untrue for it: <c>Tests/Specs/GhostCellTests.cs</c> lets neighbours change places and compares all that laws
/// remember. CPUs do not share slots.
/// </summary>
internal sealed class GhostCells
{
    private const int Each = 8;
    private const int MostFrames = 32;
    private const ulong Zones = (1u << Each) - 1;
    private const ulong Lists = Zones << Each;
    private const ulong Knobs = 1ul << ((3 * Each) + MostFrames);
    private const ulong Marks = Knobs << 1;
    private const ulong Promise = Marks << 1;
    private const ulong Dryness = Promise << 1;

    private readonly Witness seen;
    private readonly ulong dryness;
    private readonly ulong promise;

    public GhostCells(Scenario scenario, Witness seen)
    {
        this.seen = seen;
        Operation[] all = [.. scenario.Programs.SelectMany(program => program)];
        bool promises = scenario.Topology.ReservePages > 0 || all.Any(o => o.Kind == OperationKind.Adjust);
        if (all.Any(o => o.Kind == OperationKind.Allocate && Plain.Entitled(o.Request)))
            (dryness, promise) = (Dryness, promises ? Promise : 0);
    }

    /// <summary>A counter or a mark changes; or a zone's lock is released, and laws look at the zone.</summary>
    /// <param name="zone">Of the step's cell; -1: none.</param>
    public static Ghosts Of(in Step step, int zone)
    {
        if (zone < 0) return Ghosts.None;
        bool isLock = step.Kind is AccessKind.Lock or AccessKind.TryLock or AccessKind.Unlock;
        ulong words = Words((uint)zone);
        return new(
            step.New != step.Old && !isLock ? words : 0, Releases(step) ? Zone((uint)zone) | words : 0);
    }

    /// <summary>A lock may be released: a store of 0 that enters a buffer is perhaps of another word.</summary>
    public static bool Releases(in Step step) =>
        step.Kind == AccessKind.Unlock || step is { Kind: AccessKind.Buffered, New: 0 };

    /// <summary>The note is not taken in yet; memory is as it says.</summary>
    public Ghosts Of(in Plimsoll.Explorer.Note note)
    {
        bool isBegin = note.What == Ghost.Begin;
        Operation? asked = isBegin ? seen.Programs[note.Cpu][note.A] : seen.Current[note.Cpu];
        if (asked is not { } operation || note.What > Ghost.Populated) return Ghosts.Ordered;
        Ghosts own = OfOperation(operation, note);
        return isBegin || note.What == Ghost.End ? own : own.With(OfStep(note));
    }

    /// <summary>What the operation goes by from here on, as laws and model follow it.</summary>
    private Ghosts OfOperation(in Operation operation, in Plimsoll.Explorer.Note note) => operation.Kind switch
    {
        OperationKind.Allocate => OfRequest(operation.Request, note),
        OperationKind.Free => Ghosts.None,
        OperationKind.Adjust => OfAdjustment(note),
        OperationKind.SetMinFree => note.What is Ghost.Begin or Ghost.End ? Ghosts.None : LooksAt(Knobs),
        OperationKind.Drain => LooksAt(List((uint)operation.Argument)),
        OperationKind.Offline => Both(List((uint)operation.Argument)),
        _ => Ghosts.Ordered,
    };

    /// <summary>
    /// Until it is decided a request reads zones, and its CPU's list. In its last attempt, from the first drain or take
    /// to the note of it, nobody may move a page of its zones.
    /// </summary>
    private Ghosts OfRequest(Request request, in Plimsoll.Explorer.Note note)
    {
        bool isEdge = note.What is Ghost.Begin or Ghost.End;
        bool lasts = note.What is Ghost.Drain or Ghost.LastAttempt || (note.What == Ghost.Take && IsTagged(note.C));
        ulong looks = lasts ? Lists : 0;
        if (lasts || note.What is Ghost.Begin or Ghost.Refused)
        {
            looks |= List((uint)note.Cpu);
            for (uint zone = 0; zone < seen.Topology.Zones.Length; zone++)
            {
                if (Plain.Reaches(request, seen.Topology.Zones[(int)zone])) looks |= Reading(zone, note);
            }
        }

        if (!Plain.Entitled(request)) return LooksAt(looks);
        bool counts = isEdge || note.What is Ghost.Take or Ghost.Hit;
        return LooksAt(looks | (isEdge ? dryness : 0)).With(Both(counts ? promise : 0));
    }

    /// <summary>
    /// INV-HIT begins to look at words when the request does; the model, where what others stored may still be on its
    /// way, whenever the request comes to a zone.
    /// </summary>
    private static ulong Reading(uint zone, in Plimsoll.Explorer.Note note)
    {
        bool seesWords = note.What == Ghost.Begin || Engine.Current!.Memory != MemoryModel.Sc;
        return Zone(zone) | (seesWords ? Words(zone) : 0);
    }

    /// <summary>One at a time; and each looks at the lists of a zone between its looks at the zone.</summary>
    private static Ghosts OfAdjustment(in Plimsoll.Explorer.Note note) => note.What switch
    {
        Ghost.Begin => LooksAt(Knobs),
        Ghost.End => LooksAt(Marks),
        Ghost.Populated => new(Knobs, Knobs | Lists | Marks),
        Ghost.Drain => LooksAt(Lists),
        _ => Both(Knobs).With(LooksAt(Marks)),
    };

    /// <summary>What a note changes, whoever makes it.</summary>
    private Ghosts OfStep(in Plimsoll.Explorer.Note note)
    {
        ulong zone = Zone(note.A), words = Words(note.A), list = List(note.C);
        return note.What switch
        {
            Ghost.Take => Moved(note, zone).With(LooksAt(words)),
            Ghost.Refill => Moved(note, zone | list).With(LooksAt(words)),
            Ghost.Drain => Moved(note, zone | list),
            Ghost.Hit => Moved(note, list).With(LooksAt(zone | words)),
            Ghost.Push => Moved(note, list),
            Ghost.Release => Moved(note, zone),
            Ghost.Refused => LooksAt(zone),
            Ghost.Marks => Both(zone | Marks | promise),
            Ghost.Populated => Both(promise).With(LooksAt(zone | words)),
            Ghost.Offline => Both(List(note.A)),
            Ghost.Knobs => Both(Knobs),
            _ => LooksAt(Zones | Lists),
        };
    }

    private Ghosts Moved(in Plimsoll.Explorer.Note note, ulong from)
    {
        uint pages = new Label(note.What, note.A, note.B, note.C).Pages;
        ulong frames = 0;
        for (uint i = 0; i < Math.Min(pages, MostFrames); i++) frames |= Frame(note.B + i);
        bool tagged = IsTagged(note.What == Ghost.Take ? note.C : seen.Held[note.B]);
        return Both(from | frames | (tagged ? promise : 0) | (dryness != 0 && TurnsDry(note, pages) ? dryness : 0));
    }

    /// <summary>A zone, or a list, has become empty; or it was, before these pages came.</summary>
    private bool TurnsDry(in Plimsoll.Explorer.Note note, uint pages)
    {
        bool taken = note.What is Ghost.Take or Ghost.Refill, returned = note.What is Ghost.Release or Ghost.Drain;
        if (note.What is not (Ghost.Take or Ghost.Release))
        {
            bool listed = note.What is Ghost.Push or Ghost.Refill;
            if (seen.View.ListCount((int)note.C, (int)note.A) == (listed ? 1u : 0)) return true;
        }

        return (taken || returned) && new ZoneWalk(seen.View, (int)note.A).FreePages == (taken ? 0 : pages);
    }

    private static bool IsTagged(uint orderAndTag) => (orderAndTag & 256) != 0;

    private static Ghosts Both(ulong cells) => new(cells, cells);

    private static Ghosts LooksAt(ulong cells) => new(0, cells);

    private static ulong Zone(uint zone) => 1ul << (int)(zone % Each);

    private static ulong List(uint cpu) => Zone(cpu) << Each;

    private static ulong Words(uint zone) => Zone(zone) << (2 * Each);

    private static ulong Frame(uint pfn) => 1ul << (int)((3 * Each) + (pfn % MostFrames));
}
