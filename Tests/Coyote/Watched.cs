using Microsoft.Coyote.Runtime;
using Plimsoll.Sync;

namespace Plimsoll.Tests.Coyote;

/// <summary>Who hears what happens behind a door.</summary>
public interface IObserver
{
    void OnNote(int cpu, uint what, uint a, uint b, uint c);

    /// <summary>A synchronising access took place.</summary>
    void OnStep(bool unlock);
}

/// <summary>Which CPU this thread is, and who watches it.</summary>
public static class Watch
{
    [ThreadStatic]
    private static IObserver? observer;

    [ThreadStatic]
    private static int cpu;

    public static void Attach(IObserver? who, int asCpu) => (observer, cpu) = (who, asCpu);

    public static void Note(uint what, uint a, uint b, uint c) => observer?.OnNote(cpu, what, a, b, c);

    public static void Step(bool unlock = false) => observer?.OnStep(unlock);

    public static uint Step(uint value)
    {
        observer?.OnStep(unlock: false);
        return value;
    }
}

/// <summary>
/// The production door with an observer: every access is <see cref="Real"/>'s own, whose Volatile and Interlocked calls
/// Coyote has made its scheduling points. Only waiting differs. Real spins; a spinning CPU of high priority would
/// starve the holder of the lock, so here a CPU that finds a lock taken is paused until it is free, and a circle of
/// such CPUs is a deadlock by name.
/// </summary>
public readonly struct Watched : ISync
{
    public static uint Read(nuint cell, int line = 0, string file = "") => Real.Read(cell);

    public static void Write(nuint cell, uint value, int line = 0, string file = "") => Real.Write(cell, value);

    public static uint Load(nuint cell, int line = 0, string file = "") => Watch.Step(Real.Load(cell));

    public static void Store(nuint cell, uint value, int line = 0, string file = "")
    {
        Real.Store(cell, value);
        Watch.Step();
    }

    public static void StoreRelaxed(nuint cell, uint value, int line = 0, string file = "")
    {
        Real.StoreRelaxed(cell, value);
        Watch.Step();
    }

    public static void Fence(int line = 0, string file = "") => Real.Fence();

    public static uint Await(nuint cell, uint value, int line = 0, string file = "")
    {
        while (Real.Load(cell) == value) Operation.PauseUntil(() => Real.Read(cell) != value);
        return Watch.Step(Real.Load(cell));
    }

    public static void Wake(nuint cell, int line = 0, string file = "") => Watch.Step(Real.Add(cell, 1));

    public static uint CompareExchange(nuint cell, uint value, uint comparand, int line = 0, string file = "") =>
        Watch.Step(Real.CompareExchange(cell, value, comparand));

    public static uint Exchange(nuint cell, uint value, int line = 0, string file = "") =>
        Watch.Step(Real.Exchange(cell, value));

    public static uint Add(nuint cell, uint delta, int line = 0, string file = "") => Watch.Step(Real.Add(cell, delta));

    public static void Lock(nuint cell, int line = 0, string file = "")
    {
        while (!Real.TryLock(cell)) Operation.PauseUntil(() => Real.Read(cell) == 0);
        Watch.Step();
    }

    public static bool TryLock(nuint cell, int line = 0, string file = "")
    {
        bool taken = Real.TryLock(cell);
        Watch.Step();
        return taken;
    }

    public static void Unlock(nuint cell, int line = 0, string file = "")
    {
        Real.Unlock(cell);
        Watch.Step(unlock: true);
    }

    public static void Note(uint what, uint a, uint b, uint c) => Watch.Note(what, a, b, c);
}

/// <summary>
/// A seeded bug: the lock is seen free by one access and taken by another. Only a scheduler that stops a CPU between
/// the two, inside the production assembly, can show it.
/// </summary>
public readonly struct Leaky : ISync
{
    public static uint Read(nuint cell, int line = 0, string file = "") => Watched.Read(cell);

    public static void Write(nuint cell, uint value, int line = 0, string file = "") => Watched.Write(cell, value);

    public static uint Load(nuint cell, int line = 0, string file = "") => Watched.Load(cell);

    public static void Store(nuint cell, uint value, int line = 0, string file = "") => Watched.Store(cell, value);

    public static void StoreRelaxed(nuint cell, uint value, int line = 0, string file = "") =>
        Watched.StoreRelaxed(cell, value);

    public static void Fence(int line = 0, string file = "") => Watched.Fence();

    public static uint Await(nuint cell, uint value, int line = 0, string file = "") => Watched.Await(cell, value);

    public static void Wake(nuint cell, int line = 0, string file = "") => Watched.Wake(cell);

    public static uint CompareExchange(nuint cell, uint value, uint comparand, int line = 0, string file = "") =>
        Watched.CompareExchange(cell, value, comparand);

    public static uint Exchange(nuint cell, uint value, int line = 0, string file = "") =>
        Watched.Exchange(cell, value);

    public static uint Add(nuint cell, uint delta, int line = 0, string file = "") => Watched.Add(cell, delta);

    public static void Lock(nuint cell, int line = 0, string file = "")
    {
        while (Real.Load(cell) != 0) Operation.PauseUntil(() => Real.Read(cell) == 0);
        Real.Store(cell, 1);
        Watch.Step();
    }

    public static bool TryLock(nuint cell, int line = 0, string file = "") => Watched.TryLock(cell);

    public static void Unlock(nuint cell, int line = 0, string file = "") => Watched.Unlock(cell);

    public static void Note(uint what, uint a, uint b, uint c) => Watched.Note(what, a, b, c);
}
