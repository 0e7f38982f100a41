using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// Small pools that are searched for waits without an end, and for nothing else: a broken law of another kind, which
/// is nearer to the start, would hide them.
/// </summary>
public static partial class Cfg4
{
    /// <summary>Callers that the allocator can fail have nothing but the one element of the pool.</summary>
    public static Configuration Gate => OnlyLiveness(
        "CFG4-gate",
        "a pool of one over an allocator of two; three callers, each once: nobody waits for ever",
        On(
            new("pool", 1) { Elements = 2 },
            Task("first", AllocateFree(0, NoIo)),
            Task("second", AllocateFree(1, NoIo)),
            Task("third", AllocateFree(2, NoIo))));

    public static Configuration GateWithoutMinimum => OnlyLiveness(
        "CFG4-gate-min0",
        "a pool without a minimum over an allocator of one element; two callers: nobody waits for ever",
        On(
            new("pool", 0) { Elements = 1, Sure = 1 },
            Task("first", AllocateFree(0, Kernel)),
            Task("second", AllocateFree(1, Kernel))));

    /// <summary>The holder may ask for a second element, for somebody makes the pool large enough for both.</summary>
    public static Configuration GateThatGrows => OnlyLiveness(
        "CFG4-gate-grow",
        "a pool of one grows to two while a caller holds one element and asks for another",
        On(
            new("pool", 1) { Elements = 2, Sure = 2, Arrays = true },
            Task(
                "holder",
                [Operation.PoolAllocate(0, 0, NoIo), Operation.PoolAllocate(1, 0, NoIo)],
                [Operation.PoolFree(0, 0), Operation.PoolFree(1, 0)]),
            Task("resizer", [Operation.PoolResize(0, 2)])));

    public static Configuration GateForTwo => OnlyLiveness(
        "CFG4-gate-bulk",
        "a pool of two over an allocator of two; two callers of two elements: nobody waits for ever",
        On(
            new("pool", 2) { Elements = 2 },
            Task("first", AllocateFree(0, NoIo, 2)),
            Task("second", AllocateFree(1, NoIo, 2))));

    /// <summary>Half of two is one, and half of three is one and a half.</summary>
    public static Configuration Levels => new()
    {
        Name = "CFG4-levels",
        Title = "a pool of two; two callers that ask twice: which level serves whom",
        Scene = On(
            new("pool", 2),
            Task("plain", AllocateFree(0, Kernel), AllocateFree(0, NoIo)),
            Task("entitled", AllocateFree(1, Entitled)),
            Task("buffered", AllocateFree(2, Request.For(Gfp.Io)))),
        Laws = () => [.. AllLaws().Where(law => law is InvPoolLevels or InvPoolAtomic or InvB12PoolSleeps)],
        Kinds = [.. Steps.Remove(Ghost.PoolAgain)],
    };

    /// <summary>Only the order of the queue is looked at.</summary>
    public static Configuration Queue => Gate with
    {
        Name = "CFG4-queue",
        Title = "a pool of one over an allocator of two; three callers, each once: first come, first served",
        Laws = () => [new InvPoolFifo()],
        Liveness = false,
    };

    /// <summary>A caller may start I/O and yet not sleep.</summary>
    public static Configuration Unsleeping => new()
    {
        Name = "CFG4-atomic",
        Title = "a pool of one, a sleeping caller, and one that may start I/O but not sleep",
        Scene = On(
            new("pool", 1) { Elements = 2 },
            Task("plain", AllocateFree(0, NoIo)),
            Task("sleeper", AllocateFree(1, NoIo)),
            Task("buffered", AllocateFree(2, Request.For(Gfp.Io)))),
        Laws = () => [new InvB12PoolSleeps()],
        Liveness = true,
    };

    /// <summary>An allocator that may take its time, but not for ever: that is assumed, and needed.</summary>
    public static Configuration Patient => OnlyLiveness(
        "CFG4-patient",
        "a pool of one over an allocator that may take its time; two callers ask again and again, a third once",
        On(
            new("pool", 1) { Elements = 2, Delays = true },
            EverAgain("first", 0),
            EverAgain("second", 1),
            Once("third", 2))) with
    {
        Fairness = AllocatorAnswers,
    };

    /// <summary>Theorem D, (3): the allocator behind the pool answers.</summary>
    internal static ImmutableArray<Fairness> AllocatorAnswers =>
    [
        .. Enumerable.Range(0, 3).Select(asker => new Fairness(
            $"the allocator behind the pool answers task {asker}",
            Strong: true,
            (task, label) => task == asker && label.What is Ghost.PoolBuild or Ghost.PoolBuildFailed)),
    ];

    private static Configuration OnlyLiveness(string name, string title, Func<PublishedRules, Scene> scene) => new()
    {
        Name = name,
        Title = title,
        Scene = scene,
        Laws = () => [],
        Liveness = true,
    };
}
