using Plimsoll.Sync;
using Door = Plimsoll.Explorer.Controlled;

namespace Plimsoll.Specs.Subjects;

/// <summary>The production source's door when the explorer holds the key: substrates threads and nested.</summary>
public readonly struct Controlled : ISync
{
    public static uint Read(nuint cell, int line = 0, string file = "") => Door.Read(cell, line, file);

    public static void Write(nuint cell, uint value, int line = 0, string file = "") =>
        Door.Write(cell, value, line, file);

    public static uint Load(nuint cell, int line = 0, string file = "") => Door.Load(cell, line, file);

    public static void Store(nuint cell, uint value, int line = 0, string file = "") =>
        Door.Store(cell, value, line, file);

    public static void StoreRelaxed(nuint cell, uint value, int line = 0, string file = "") =>
        Door.StoreRelaxed(cell, value, line, file);

    public static void Fence(int line = 0, string file = "") => Door.Fence(line, file);

    public static uint Await(nuint cell, uint value, int line = 0, string file = "") =>
        Door.Await(cell, value, line, file);

    public static void Wake(nuint cell, int line = 0, string file = "") => Door.Wake(cell, line, file);

    public static uint CompareExchange(nuint cell, uint value, uint comparand, int line = 0, string file = "") =>
        Door.CompareExchange(cell, value, comparand, line, file);

    public static uint Exchange(nuint cell, uint value, int line = 0, string file = "") =>
        Door.Exchange(cell, value, line, file);

    public static uint Add(nuint cell, uint delta, int line = 0, string file = "") => Door.Add(cell, delta, line, file);

    public static void Lock(nuint cell, int line = 0, string file = "") => Door.Lock(cell, line, file);

    public static bool TryLock(nuint cell, int line = 0, string file = "") => Door.TryLock(cell, line, file);

    public static void Unlock(nuint cell, int line = 0, string file = "") => Door.Unlock(cell, line, file);

    public static void Note(uint what, uint a, uint b, uint c) => Door.Note(what, a, b, c);
}
