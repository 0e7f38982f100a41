using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>What is no scheduling point, and therefore the same for coroutines and for plain code.</summary>
internal static unsafe class Plain
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(nuint cell, int line, string file)
    {
        Engine? engine = Engine.Active;
        if (engine is not null) return engine.PlainAccess(AccessKind.Read, cell, 0, line, file);
        SoloArena.Check(cell);
        return *(uint*)cell;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(nuint cell, uint value, int line, string file)
    {
        Engine? engine = Engine.Active;
        if (engine is not null)
        {
            engine.PlainAccess(AccessKind.Write, cell, value, line, file);
            return;
        }

        SoloArena.Check(cell);
        *(uint*)cell = value;
    }

    /// <summary>Two words, the lower half first.</summary>
    public static ulong ReadWide(nuint cell, int line, string file)
    {
        Engine? engine = Engine.Active;
        if (engine is null) return Read(cell, line, file) | (ulong)Read(cell + sizeof(uint), line, file) << 32;
        ulong low = engine.PlainAccess(AccessKind.ReadWide, cell, 0, line, file);
        return low | (ulong)engine.PlainAccess(AccessKind.ReadWide, cell + sizeof(uint), 0, line, file) << 32;
    }

    public static void WriteWide(nuint cell, ulong value, int line, string file)
    {
        (uint low, uint high) = unchecked(((uint)value, (uint)(value >> 32)));
        Engine? engine = Engine.Active;
        if (engine is null)
        {
            Write(cell, low, line, file);
            Write(cell + sizeof(uint), high, line, file);
            return;
        }

        engine.PlainAccess(AccessKind.WriteWide, cell, low, line, file);
        engine.PlainAccess(AccessKind.WriteWide, cell + sizeof(uint), high, line, file);
    }

    /// <summary>A block begins or ends a life. Outside an exploration nobody asks.</summary>
    public static void Announce(AccessKind kind, nuint cell, int words, int line, string file)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(words);
        Engine.Active?.Life(kind, cell, words, line, file);
    }

    public static void Note(uint what, uint a, uint b, uint c)
    {
        Engine? engine = Engine.Active;
        if (engine is null) Guest.NoteSink?.Invoke(what, a, b, c);
        else engine.Note(what, a, b, c);
    }
}
