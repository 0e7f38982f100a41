using System.Runtime.CompilerServices;
using Plimsoll.Sync;

namespace Plimsoll.Tests.Architecture;

/// <summary>One method for each thing that the check bans, and innocent ones.</summary>
internal sealed unsafe class IlCheckFixtures<S>
    where S : struct, ISync
{
    private static readonly object Gate = new();
    private static readonly Lock Door = new();
    private static readonly uint[] Table = [1, 2, 3];
    private static uint shared;
    private static volatile uint flag;

    private readonly Threshold[] thresholds = [new(1)];
    private readonly List<uint> list = [];
    private readonly uint[,] plane = new uint[2, 2];
    private readonly IReader reader = new Pointing();
    private uint field;

    public static uint LoadsIndirectly(nuint cell) => *(uint*)cell;

    public static void StoresIndirectly(nuint cell) => *(uint*)cell = 1;

    public static Pair LoadsObject(nuint cell) => *(Pair*)cell;

    public static void StoresObject(nuint cell, Pair pair) => *(Pair*)cell = pair;

    public static void CopiesBlock()
    {
        byte* bytes = stackalloc byte[] { 1, 2, 3, 4, 5, 6, 7, 8 };
        S.Note((uint)(nuint)bytes, 0, 0, 0);
    }

    public static void FillsBlock()
    {
        byte* bytes = stackalloc byte[] { 7, 7, 7, 7, 7, 7, 7, 7 };
        S.Note((uint)(nuint)bytes, 0, 0, 0);
    }

    public static uint CallsUnsafe(nuint cell) => Unsafe.Read<uint>((void*)cell);

    public static uint IndexesSpan(nuint cell) => new Span<uint>((void*)cell, 1)[0];

    public static uint IndexesReadOnlySpan(nuint cell) => new ReadOnlySpan<uint>((void*)cell, 1)[0];

    public static uint CallsVolatile(uint[] words) => Volatile.Read(ref words[0]);

    public static uint CallsInterlocked() => Interlocked.Increment(ref shared);

    public static uint LocksMonitor()
    {
        lock (Gate) return S.Load(0);
    }

    public static uint LocksLock()
    {
        lock (Door) return S.Load(0);
    }

    public static void StoresStatic() => shared = 1;

    public static uint LoadsStatic() => shared;

    public static uint LoadsVolatileField() => flag;

    public static void StoresVolatileField() => flag = 1;

    public void StoresField() => field = field + 1;

    public static void StoresElement() => Table[0] = 1;

    public void StoresElementOfPlane() => plane[0, 0] = 1;

    public static void ClearsArray() => Array.Clear(Table);

    public static void AddsToList(IlCheckFixtures<S> shared) => shared.list.Add(1);

    public static void CallsDoorByName(nuint cell) => OwnDoor.Store(cell, 1);

    public static uint ThroughACall(nuint cell) => Twice(Twice(cell)) == 0 ? 0u : LoadsIndirectly(cell);

    public static uint ThroughAGeneric(nuint cell) => Helper<uint>.Load(cell);

    public uint ThroughAnInterface(nuint cell) => reader.Read(cell);

    public static uint ThroughALambda(nuint cell) => Call(static at => *(uint*)at, cell);

    public static uint ThroughAnIterator(nuint cell) => Cells(cell).First();

    public static string ThroughAnOverride(nuint cell) => new Pointing().Describe(cell);

    public static uint ThroughAConstructor(nuint cell) => new Loading(cell).Value;

    public uint Innocent(nuint cell, uint more)
    {
        uint sum = 0;
        foreach (uint entry in Table) sum += Math.Max(entry, more);
        Threshold threshold = thresholds[0];
        if (threshold.Low > sum) throw new InvalidOperationException($"{threshold} is above {sum}");
        Pair pair = new(sum, S.Load(cell));
        return Call(static at => S.Read(at), cell) + pair.Sum() + thresholds[0].Twice();
    }

    private static nuint Twice(nuint cell) => cell * 2;

    private static uint Call(Func<nuint, uint> what, nuint cell) => what(cell);

    private static IEnumerable<uint> Cells(nuint cell)
    {
        yield return OwnDoor.Read(cell);
    }

    private static class Helper<T>
    {
        public static uint Load(nuint cell) => typeof(T) == typeof(uint) ? LoadsIndirectly(cell) : 0;
    }
}

internal readonly record struct Pair(uint A, uint B)
{
    public uint Sum() => Add(this);

    private static uint Add(Pair pair) => pair.A + pair.B;
}

internal readonly record struct Threshold(uint Low)
{
    public uint Twice() => Low * 2;
}

internal interface IReader
{
    uint Read(nuint cell);
}

internal class Describing
{
    public virtual string Describe(nuint cell) => "";
}

internal sealed unsafe class Pointing : Describing, IReader
{
    uint IReader.Read(nuint cell) => *(uint*)cell;

    public override string Describe(nuint cell) => $"{*(uint*)cell}";
}

internal sealed unsafe class Loading(nuint cell)
{
    public uint Value { get; } = *(uint*)cell;
}
