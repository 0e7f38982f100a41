using System.Runtime.CompilerServices;

namespace Plimsoll.Sync;

/// <summary>Production: the machine's own accesses.</summary>
public readonly unsafe struct Real : ISync
{
    // Cells that share a bed wake one another for nothing, and look again.
    private static readonly object[] Beds = [new(), new(), new(), new(), new(), new(), new(), new()];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(nuint cell, int line = 0, string file = "") => *(uint*)cell;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(nuint cell, uint value, int line = 0, string file = "") => *(uint*)cell = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(nuint cell, int line = 0, string file = "") => Volatile.Read(ref *(uint*)cell);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(nuint cell, uint value, int line = 0, string file = "") =>
        Volatile.Write(ref *(uint*)cell, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRelaxed(nuint cell, uint value, int line = 0, string file = "") => *(uint*)cell = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fence(int line = 0, string file = "") => Interlocked.MemoryBarrier();

#pragma warning disable RS0030 // Behind the door, and nothing is shared by it: a monitor is how a thread sleeps.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Await(nuint cell, uint value, int line = 0, string file = "")
    {
        uint now;
        lock (BedOf(cell))
        {
            // Who wakes changes the cell before it asks for the bed: either the change is seen here, or the pulse
            // comes after the sleep began.
            while ((now = Volatile.Read(ref *(uint*)cell)) == value) Monitor.Wait(BedOf(cell));
        }

        return now;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Wake(nuint cell, int line = 0, string file = "")
    {
        Interlocked.Increment(ref *(uint*)cell);
        lock (BedOf(cell)) Monitor.PulseAll(BedOf(cell));
    }
#pragma warning restore RS0030

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CompareExchange(nuint cell, uint value, uint comparand, int line = 0, string file = "") =>
        Interlocked.CompareExchange(ref *(uint*)cell, value, comparand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Exchange(nuint cell, uint value, int line = 0, string file = "") =>
        Interlocked.Exchange(ref *(uint*)cell, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(nuint cell, uint delta, int line = 0, string file = "") =>
        Interlocked.Add(ref *(uint*)cell, delta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lock(nuint cell, int line = 0, string file = "")
    {
        if (Interlocked.CompareExchange(ref *(uint*)cell, 1, 0) != 0) Wait(cell);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLock(nuint cell, int line = 0, string file = "") =>
        Interlocked.CompareExchange(ref *(uint*)cell, 1, 0) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unlock(nuint cell, int line = 0, string file = "") => Volatile.Write(ref *(uint*)cell, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Note(uint what, uint a, uint b, uint c)
    {
    }

    /// <summary>By cache line: locks have lines of their own.</summary>
    private static object BedOf(nuint cell) => Beds[(cell >> 6) % (nuint)Beds.Length];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Wait(nuint cell)
    {
        SpinWait spin = default;
        do
        {
            while (Volatile.Read(ref *(uint*)cell) != 0) spin.SpinOnce();
        }
        while (Interlocked.CompareExchange(ref *(uint*)cell, 1, 0) != 0);
    }
}
