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

    public static void Note(uint what, uint a, uint b, uint c)
    {
        Engine? engine = Engine.Active;
        if (engine is null) Guest.NoteSink?.Invoke(what, a, b, c);
        else engine.Note(what, a, b, c);
    }
}
