using System.Runtime.CompilerServices;

namespace Plimsoll.Sync;

/// <summary>
/// The one door to shared memory. Cells are 32-bit words named by address; every algorithm is generic over a struct
/// that opens the door its own way: <see cref="Real"/> in production, controlled forms under the explorer.
/// <para>
/// <see cref="Load"/>, <see cref="Store"/> and everything below them are synchronising: other CPUs may touch the cell
/// at the same time, and a scheduler may switch CPUs at each of them. <see cref="Read"/> and <see cref="Write"/> are
/// plain: the cell is protected by a lock that the caller holds.
/// </para>
/// The trailing arguments name the place in the source; production ignores them.
/// </summary>
public interface ISync
{
    static abstract uint Read(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    static abstract void Write(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Acquire.</summary>
    static abstract uint Load(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Release.</summary>
    static abstract void Store(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>
    /// Synchronising, and publishes nothing: it may become visible before earlier stores, and after later ones.
    /// </summary>
    static abstract void StoreRelaxed(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Full fence: earlier stores are visible before any later load reads. No other access promises
    /// that, but the read-modify-writes.</summary>
    static abstract void Fence([CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>
    /// Sleeps while the cell holds <paramref name="value"/>; acquire. Returns what it holds then. Whoever changes the
    /// cell does it by <see cref="Wake"/>.
    /// </summary>
    static abstract uint Await(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Adds one to the cell and wakes everyone who awaits it. Full fence.</summary>
    static abstract void Wake(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Full fence. Returns what the cell held.</summary>
    static abstract uint CompareExchange(
        nuint cell, uint value, uint comparand, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Full fence. Returns what the cell held.</summary>
    static abstract uint Exchange(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Full fence. Returns the sum, which wraps.</summary>
    static abstract uint Add(
        nuint cell, uint delta, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Takes the lock in this cell (0 free, 1 held), waiting while another CPU holds it.</summary>
    static abstract void Lock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Takes the lock if it is free.</summary>
    static abstract bool TryLock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    static abstract void Unlock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "");

    /// <summary>Reports an atomic step that no outcome shows. Empty in production.</summary>
    /// <param name="what">One of <see cref="Plimsoll.Model.Vocabulary.Ghost"/>.</param>
    static abstract void Note(uint what, uint a, uint b, uint c);
}
