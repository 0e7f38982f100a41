using System.Runtime.CompilerServices;

namespace Plimsoll.Sync;

/// <summary>Production: the machine's own accesses.</summary>
public readonly unsafe struct Real : ISync
{
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
