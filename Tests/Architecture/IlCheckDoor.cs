using Plimsoll.Sync;

namespace Plimsoll.Tests.Architecture;

/// <summary>A door of this assembly: its own methods are exempt, calling them by name is not.</summary>
internal readonly unsafe struct OwnDoor : ISync
{
    public static uint Read(nuint cell, int line = 0, string file = "") => *(uint*)cell;

    public static void Write(nuint cell, uint value, int line = 0, string file = "") => *(uint*)cell = value;

    public static uint Load(nuint cell, int line = 0, string file = "") => *(uint*)cell;

    public static void Store(nuint cell, uint value, int line = 0, string file = "") => *(uint*)cell = value;

    public static void StoreRelaxed(nuint cell, uint value, int line = 0, string file = "") => *(uint*)cell = value;

    public static void Fence(int line = 0, string file = "")
    {
    }

    public static uint Await(nuint cell, uint value, int line = 0, string file = "") => *(uint*)cell;

    public static void Wake(nuint cell, int line = 0, string file = "") => *(uint*)cell += 1;

    public static uint CompareExchange(nuint cell, uint value, uint comparand, int line = 0, string file = "") => 0;

    public static uint Exchange(nuint cell, uint value, int line = 0, string file = "") => 0;

    public static uint Add(nuint cell, uint delta, int line = 0, string file = "") => 0;

    public static void Lock(nuint cell, int line = 0, string file = "") => *(uint*)cell = 1;

    public static bool TryLock(nuint cell, int line = 0, string file = "") => false;

    public static void Unlock(nuint cell, int line = 0, string file = "") => *(uint*)cell = 0;

    public static void Note(uint what, uint a, uint b, uint c)
    {
    }
}
