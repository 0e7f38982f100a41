using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>Where a request is when it is not asking zones (semantics B.8, where somebody reclaims).</summary>
public enum SlowStep : byte
{
    /// <summary>It asks zones.</summary>
    Scan,

    /// <summary>Step 3: kswapd is to be woken.</summary>
    Wake,

    /// <summary>Step 9: all CPU lists are drained, for a request of several pages.</summary>
    DrainAll,

    /// <summary>Step 10: the OOM lock of the zonelist is tried.</summary>
    OomLock,

    /// <summary>Step 10: the OOM killer chooses.</summary>
    OomKill,

    /// <summary>Steps 5 and 11: it sleeps before it goes back.</summary>
    Wait,

    /// <summary>As Wait, and it will start from the first pass.</summary>
    WaitFromStart,
}

/// <summary>
/// The slow path (semantics B.8). After pass Low: wake kswapd; pass Min with the flags as they are now. Then
/// <list type="bullet">
/// <item>entitled: pass Boldest, the last attempt; WAIT and NOFAIL sleep and go back, others are refused;</item>
/// <item>a request that must not wait is refused; so is one of a task that reclaims already;</item>
/// <item>others reclaim (<see cref="DirectReclaimFlight"/>), drain all lists for order > 0, and with progress try pass
/// Min again;</item>
/// <item>without progress and with FS, without NORETRY: under the OOM lock pass High, then a victim, and from the
/// start;</item>
/// <item>at the end: NOFAIL, or order up to 3 or REPEAT without NORETRY, sleeps and goes back to the wake.</item>
/// </list>
/// GFP_THISNODE ends with pass Low. WAIT|NOFAIL beats it, as it beats NORETRY (Part 0.5): the request then goes
/// this way too, on its node. A machine without an environment of reclaim has none of this: what pass Min refuses is
/// refused.
/// </summary>
public sealed partial record AllocateFlight
{
    public SlowStep Step { get; private init; }

    /// <summary>
    /// Node masks that were in force during the request, one bit for each of up to six nodes' subsets; none: the
    /// request's own mask, all the time.
    /// </summary>
    public ulong Masks { get; private init; }

    /// <summary>Pass Min comes after reclaim.</summary>
    public bool Again { get; private init; }

    /// <summary>The reclaim before made progress.</summary>
    private bool Progress { get; init; }

    /// <summary>DrainAll: lists that were empty at some instant since it began, by CPU and zone.</summary>
    private ulong Emptied { get; init; }

    private bool NoFail => (Request.Gfp & (Gfp.Wait | Gfp.NoFail)) == (Gfp.Wait | Gfp.NoFail);

    /// <summary>The request after its last attempt failed: NOFAIL goes back, null is refused.</summary>
    internal static Flight? AfterLast(Memory memory, LastAttemptFlight last)
    {
        AllocateFlight flight = new(last.Cpu, last.Request) { Task = last.Task, Masks = last.Masks };
        return flight.NeverFails(memory) ? flight.To(SlowStep.Wait).Witness(memory) : null;
    }

    /// <summary>A large request found no slab to empty. Who never fails sleeps and starts again; else null.</summary>
    internal static Flight? AfterVictims(Memory memory, LargeOrderFlight large)
    {
        AllocateFlight flight = new(large.Cpu, large.Request) { Task = large.Task };
        bool starts = flight.NeverFails(memory) && !flight.StaysOnNode(memory);
        return starts ? flight.To(SlowStep.WaitFromStart).Witness(memory) : null;
    }

    /// <summary>A pass through the order-0 caches found nothing: what follows it.</summary>
    internal static Flight AfterPass(Memory memory, CachedPageFlight scan)
    {
        AllocateFlight ended = new(scan.Cpu, scan.Request)
        {
            Task = scan.Task, Pass = scan.Pass, Masks = scan.Masks, Again = scan.Again, Allowed = scan.Allowed,
        };
        return ended.PassEnded(memory);
    }

    /// <summary>Step 9 onwards: what follows a direct reclaim.</summary>
    internal static Flight AfterReclaim(Memory memory, DirectReclaimFlight reclaim, bool progress)
    {
        AllocateFlight flight = new(reclaim.Cpu, reclaim.Request)
        {
            Task = reclaim.Task, Masks = reclaim.Masks, Progress = progress,
        };
        return flight.Order > 0 ? flight.To(SlowStep.DrainAll).Witness(memory) : flight.Reclaimed(memory);
    }

    /// <summary>One bit for the set of nodes that the request may use now.</summary>
    internal static ulong MaskBit(Memory memory, int task, Request request)
    {
        if (memory.Tasks.Count == 0) return 0;
        ulong nodes = (1UL << memory.Topology.Nodes) - 1;
        return 1UL << (int)(memory.Tasks.Effective(task, request).Allowed.Bits & nodes);
    }

    private ulong MaskNow(Memory memory) => MaskBit(memory, Task, Request);

    private bool NeverFails(Memory memory) =>
        NoFail && !memory.Reclaim.IsNone && !memory.Machine.Published.Has(Published.NoFailGivesUp);

    /// <summary>GFP_THISNODE, and nothing beats it.</summary>
    private bool StaysOnNode(Memory memory) => (Request.Gfp & Gfp.ThisNodeOnly) == Gfp.ThisNodeOnly
        && (!NeverFails(memory) || memory.Machine.Published.Has(Published.ThisNodeBeatsNoFail));

    private AllocateFlight To(SlowStep step) =>
        new(Cpu, Request) { Task = Task, Pass = Pass, Step = step, Masks = Masks, Progress = Progress };

    private AllocateFlight Refuse() => this with { Due = Outcome.Refused };

    private Flight PassEnded(Memory memory)
    {
        PublishedRules rules = memory.Machine.Published;
        bool reclaims = !memory.Reclaim.IsNone;
        switch (Pass)
        {
            case Pass.Low:
                if (StaysOnNode(memory) && !rules.Has(Published.ThisNodeReclaims)) return Refuse();
                return reclaims ? To(SlowStep.Wake) : Scan(memory, Pass.Min);
            case Pass.Min when Entitlement.Holds(memory, Task, Request):
                return Scan(memory, Pass.Boldest);
            case Pass.Min when Again:
                return Retry(memory);
            case Pass.Min:
                bool waits = (Request.Gfp & Gfp.Wait) != 0 || rules.Has(Published.AtomicReclaims);
                return reclaims && waits && !EmptiesSlabs(memory) ? ToReclaim(memory) : Refuse();
            case Pass.Boldest:
                return new LastAttemptFlight(Cpu, Request) { Task = Task, Lists = memory.Zonelists, Masks = Masks };
            default:
                return To(SlowStep.OomKill);
        }
    }

    /// <summary>
    /// Where there are order-0 caches a large request does not reclaim page by page: it empties a slab (F.4), which is
    /// <see cref="LargeOrderFlight"/>'s.
    /// </summary>
    private bool EmptiesSlabs(Memory memory) => Order > 0 && Order <= memory.Machine.OrderZero?.SlabOrder;

    /// <summary>
    /// Steps 7 and 8: a task that reclaims does not begin to reclaim, whatever hides its entitlement.
    /// </summary>
    private Flight ToReclaim(Memory memory)
    {
        bool nests = memory.Tasks[Task].Has(TaskFlags.MemAlloc)
            && !memory.Machine.Published.Has(Published.NoRecursionStop);
        return nests
            ? NeverFails(memory) ? To(SlowStep.Wait) : Refuse()
            : new DirectReclaimFlight(Cpu, Request) { Task = Task, Masks = Masks, Allowed = Allowed };
    }

    /// <summary>Step 10.</summary>
    private Flight Reclaimed(Memory memory)
    {
        if (Progress) return (To(SlowStep.Scan) with { Again = true }).Scan(memory, Pass.Min);
        bool kills = (Request.Gfp & (Gfp.Fs | Gfp.NoRetry)) == Gfp.Fs;
        return kills ? To(SlowStep.OomLock) : Retry(memory);
    }

    /// <summary>Step 11.</summary>
    private AllocateFlight Retry(Memory memory)
    {
        PublishedRules rules = memory.Machine.Published;
        bool repeats = (Request.Gfp & Gfp.Repeat) != 0 && !rules.Has(Published.RepeatIgnored);
        bool retries = (Request.Gfp & Gfp.NoRetry) == 0
            && (Order <= 3 || repeats || rules.Has(Published.LargeOrderRepeats));
        if (rules.Has(Published.NoFailGivesUp)) retries &= !NoFail;
        return retries || NeverFails(memory) ? To(SlowStep.Wait) : Refuse();
    }

    private Flight WitnessSlow(Memory memory)
    {
        ulong emptied = Emptied;
        for (int i = 0; Step == SlowStep.DrainAll && i < memory.Machine.Cpus * memory.Machine.Zones; i++)
        {
            if (memory.List(i / memory.Machine.Zones, i % memory.Machine.Zones).Count == 0) emptied |= 1UL << i;
        }

        return this with { Emptied = emptied, Masks = Masks | MaskNow(memory) };
    }

    private IEnumerable<Label> SlowOptions(Memory memory)
    {
        if (!Uncounted.IsNone) return [Label.Counted(Zone(memory))];
        return Step switch
        {
            SlowStep.Wake => [Label.WakeKswapd(Order)],
            SlowStep.DrainAll => [.. Listed(memory), Label.DrainedAll()],
            SlowStep.OomLock => [Label.OomLock(got: true), Label.OomLock(got: false)],
            SlowStep.OomKill => [.. Victims(memory).Select(v => Label.OomKill((uint)v)), Label.OomKill(Label.Nobody)],
            SlowStep.Wait => [Label.Slept(fromStart: false)],
            _ => [Label.Slept(fromStart: true)],
        };
    }

    private static IEnumerable<Label> Listed(Memory memory) =>
        Enumerable.Range(0, memory.Machine.Cpus).SelectMany(cpu => DrainFlight.Listed(memory, cpu));

    private Verdict AcceptSlow(Memory memory, Label label) => Step switch
    {
        SlowStep.Wake when label == Label.WakeKswapd(Order) => Wake(memory),
        SlowStep.DrainAll => DrainAll(memory, label),
        SlowStep.OomLock when label.What == Ghost.OomLock => TryOomLock(memory, label),
        SlowStep.OomKill when label.What == Ghost.OomKill => Kill(memory, label),
        SlowStep.Wait when label == Label.Slept(fromStart: false) => Verdict.Accept(memory, Back(memory)),
        SlowStep.WaitFromStart when label == Label.Slept(fromStart: true) =>
            Verdict.Accept(memory, Scan(memory, Pass.Low)),
        _ => Unexpected(label, $"in step {Step} of the slow path"),
    };

    /// <summary>Every round wakes kswapd (INV-B13). G26: it does not.</summary>
    private Flight Back(Memory memory) =>
        memory.Machine.Published.Has(Published.KswapdNotWoken) ? Scan(memory, Pass.Min) : To(SlowStep.Wake);

    private Verdict Wake(Memory memory)
    {
        Memory next = memory;
        NodeMask allowed = memory.Tasks.Effective(Task, Request).Allowed;
        foreach (int zone in memory.Machine.ZonelistOf(Request, memory.Zonelists))
        {
            int node = memory.Topology.Zones[zone].Node.Value;
            if (!allowed.Has(node) || ZoneCheck.IsAbove(memory, zone, Order, Pass.Low)) continue;
            next = KswapdFlight.Wake(next, node, Order);
        }

        return Verdict.Accept(next, Scan(next, Pass.Min));
    }

    private Verdict DrainAll(Memory memory, Label label)
    {
        if (label.What == Ghost.Drain && label.C < (uint)memory.Machine.Cpus)
        {
            return DrainFlight.One(memory, label, (int)label.C, this);
        }

        if (label != Label.DrainedAll()) return Unexpected(label, "while all lists were drained");
        bool drained = Emptied == ulong.MaxValue >> (64 - memory.Machine.Cpus * memory.Machine.Zones);
        return drained
            ? Verdict.Accept(memory, Reclaimed(memory))
            : Out(StepLaw.Protocol, $"'{label}' with lists that were never empty");
    }

    private static ulong ZonesOf(Memory memory, Request request)
    {
        ulong zones = 0;
        foreach (int zone in memory.Machine.ZonelistOf(request, memory.Zonelists)) zones |= 1UL << zone;
        return zones;
    }

    private Verdict TryOomLock(Memory memory, Label label)
    {
        ulong zones = ZonesOf(memory, Request);
        bool free = (memory.Reclaim.OomLocked & zones) == 0 || memory.Machine.Published.Has(Published.OomUnlocked);
        if (label != Label.OomLock(free)) return Out(StepLaw.Oom, $"'{label}' where it is {(free ? "free" : "taken")}");
        if (!free) return Verdict.Accept(memory, To(SlowStep.WaitFromStart));
        Memory locked = memory with { Reclaim = memory.Reclaim.WithOom(memory.Reclaim.OomLocked | zones) };
        return Verdict.Accept(locked, Scan(locked, Pass.High));
    }

    /// <summary>The OOM lock goes with the pass that holds it.</summary>
    internal static Memory Unlocked(Memory memory, Request request, Pass pass) => pass != Pass.High
        ? memory
        : memory with { Reclaim = memory.Reclaim.WithOom(memory.Reclaim.OomLocked & ~ZonesOf(memory, request)) };

    /// <summary>Nobody is killed for a large block, nor while a victim is still on its way out.</summary>
    private ImmutableArray<int> Victims(Memory memory) =>
        Order > 3 || memory.Machine.ReclaimSpec.Victims.Any(v => memory.Tasks[v].Has(TaskFlags.MemDie))
            ? []
            : memory.Machine.ReclaimSpec.Victims;

    private Verdict Kill(Memory memory, Label label)
    {
        bool anyone = !Victims(memory).IsEmpty;
        bool right = label.A == Label.Nobody ? !anyone : anyone && Victims(memory).Contains((int)label.A);
        if (!right) return Out(StepLaw.Oom, $"'{label}' where victims are [{string.Join(' ', Victims(memory))}]");
        Memory killed = anyone ? memory.WithFlag((int)label.A, TaskFlags.MemDie) : memory;
        Memory next = Unlocked(killed, Request, Pass);
        bool fails = Order > 3 && !NeverFails(memory);
        return Verdict.Accept(next, fails ? Refuse() : Order > 3 ? To(SlowStep.Wait) : Scan(next, Pass.Low));
    }
}
