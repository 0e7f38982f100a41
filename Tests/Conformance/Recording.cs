using Plimsoll.Sync;

namespace Plimsoll.Tests.Conformance;

/// <summary>
/// The production door that tells what it is told: notes go to the sink of this thread. This source is compiled into
/// every mutant too, so it names nothing of the tests.
/// </summary>
public readonly struct Recording : ISync
{
    [ThreadStatic]
    private static Action<uint, uint, uint, uint>? sink;

    /// <summary>Where the notes of this thread go from now on.</summary>
    public static void Send(Action<uint, uint, uint, uint>? to) => sink = to;

    public static uint Read(nuint cell, int line = 0, string file = "") => Real.Read(cell);

    public static void Write(nuint cell, uint value, int line = 0, string file = "") => Real.Write(cell, value);

    public static uint Load(nuint cell, int line = 0, string file = "") => Real.Load(cell);

    public static void Store(nuint cell, uint value, int line = 0, string file = "") => Real.Store(cell, value);

    public static void StoreRelaxed(nuint cell, uint value, int line = 0, string file = "") =>
        Real.StoreRelaxed(cell, value);

    public static void Fence(int line = 0, string file = "") => Real.Fence();

    public static uint Await(nuint cell, uint value, int line = 0, string file = "") => Real.Await(cell, value);

    public static void Wake(nuint cell, int line = 0, string file = "") => Real.Wake(cell);

    public static uint CompareExchange(nuint cell, uint value, uint comparand, int line = 0, string file = "") =>
        Real.CompareExchange(cell, value, comparand);

    public static uint Exchange(nuint cell, uint value, int line = 0, string file = "") => Real.Exchange(cell, value);

    public static uint Add(nuint cell, uint delta, int line = 0, string file = "") => Real.Add(cell, delta);

    public static void Lock(nuint cell, int line = 0, string file = "") => Real.Lock(cell);

    public static bool TryLock(nuint cell, int line = 0, string file = "") => Real.TryLock(cell);

    public static void Unlock(nuint cell, int line = 0, string file = "") => Real.Unlock(cell);

    public static void Note(uint what, uint a, uint b, uint c) => sink?.Invoke(what, a, b, c);
}
