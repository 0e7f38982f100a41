using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Plimsoll.Explorer;

/// <summary>
/// A litmus program on the engine: one CPU a thread, as coroutine and as plain code. It keeps the set of final states
/// that it has come to; a deadlock is an end like others and breaks no law.
/// </summary>
/// <remarks>
/// The engine knows 32-bit words and answers a compare-exchange with the old value, an add with the sum; the language
/// wants to know whether the one took place and what was there before the other. Nothing else is translated.
/// </remarks>
public sealed class LitmusGuest : IProgram, IDisposable
{
    /// <summary>An <c>assert</c> that does not hold.</summary>
    public const string Assert = "ASSERT";

    /// <summary>A final state in which <c>final</c> does not hold.</summary>
    public const string Final = "FINAL";

    /// <summary>An index that is outside its array.</summary>
    public const string Index = "INDEX";

    /// <summary>A division by zero.</summary>
    public const string Divide = "DIVIDE";

    /// <summary>A loop that makes no access and does not end.</summary>
    public const string Loop = "LOOP";

    private readonly LitmusLayout layout;
    private readonly LitmusCpu[] cpus;
    private readonly LitmusCpu? law;
    private readonly string[] registers;

    /// <summary>All registers, then all cells.</summary>
    private readonly int[] state;
    private readonly Dictionary<int[], long> ends = new(new SameNumbers());
    private readonly Dictionary<int[], long> deadlocks = new(new SameNumbers());

    public unsafe LitmusGuest(LitmusProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        Program = program;
        layout = new(program);
        cpus = [.. program.Threads.Select(t => new LitmusCpu(LitmusCompiler.Thread(layout, t), program.File, Fail))];
        if (program.Final is { } final)
            law = new(LitmusCompiler.Law(layout, program.Threads, final), program.File, Fail);
        Memory = (nuint)NativeMemory.AllocZeroed((nuint)MemoryBytes);
        layout.Initial.CopyTo(Shared);
        registers = [.. program.Threads.SelectMany((t, i) => t.Registers.Select(r => $"t{i}.{r}"))];
        state = new int[registers.Length + layout.Names.Length];
    }

    public LitmusProgram Program { get; }

    public string Name => Program.Name;

    public int Cpus => cpus.Length;

    public nuint Memory { get; }

    public int MemoryBytes => Math.Max(layout.Names.Length, 1) * sizeof(int);

    public bool WatchesSteps => false;

    /// <summary>A program may leave a lock locked, or unlock what others hold: cells do not mind.</summary>
    public bool ChecksLocks => false;

    /// <summary>How often an execution ended in a deadlock.</summary>
    public long Deadlocks => deadlocks.Values.Sum();

    /// <summary>The final states by registers and declared cells, in the order of their numbers.</summary>
    public IReadOnlyList<LitmusOutcome> Outcomes => Listed(ends);

    /// <summary>The same of the deadlocked ends.</summary>
    public IReadOnlyList<LitmusOutcome> DeadlockedStates => Listed(deadlocks);

    /// <summary>Who waited for what at the first deadlock; null: there was none.</summary>
    public string? Waits { get; private set; }

    /// <summary>How many final states there are where locks without declaration count too.</summary>
    public int FinalStates => ends.Count;

    private unsafe Span<int> Shared => new((void*)Memory, layout.Names.Length);

    /// <summary>A thread that is blocked from its first access on has registers too.</summary>
    public void Begin()
    {
        foreach (LitmusCpu cpu in cpus) cpu.Reset();
    }

    public CoTask Start(int cpu) => Twin(cpus[cpu]);

    public void Run(int cpu)
    {
        LitmusCpu thread = cpus[cpu];
        while (thread.Advance()) thread.Complete(Value(thread, Perform(thread)));
    }

    public void OnNote(int cpu, uint what, uint a, uint b, uint c)
    {
    }

    public void OnStep(in Step step)
    {
    }

    public void OnEnd()
    {
        Record(ends);
        Judge();
    }

    public bool KnowsState => true;

    public (int Place, ulong State) StateOf(int cpu) => cpus[cpu].State;

    /// <summary>An end that is counted, and breaks no law.</summary>
    public bool OnDeadlock(string waits)
    {
        Record(deadlocks);
        if (Engine.Current is not { IsRepetition: true }) Waits ??= waits;
        return false;
    }

    public string NameOf(nuint cell)
    {
        // A fence and a start have no cell.
        nuint index = unchecked(cell - Memory) / sizeof(int);
        return index < (nuint)layout.Names.Length ? layout.Names[(int)index] : "";
    }

    public JsonNode? TakeFindings()
    {
        JsonObject found = new() { ["ends"] = Json(ends), ["deadlocks"] = Json(deadlocks) };
        if (Waits is not null) found["waits"] = Waits;
        Waits = null;
        ends.Clear();
        deadlocks.Clear();
        return found;
    }

    public void AddFindings(JsonNode findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        Add(findings["ends"]!.AsArray(), ends);
        Add(findings["deadlocks"]!.AsArray(), deadlocks);
        Waits ??= (string?)findings["waits"];
    }

    public unsafe void Dispose() => NativeMemory.Free((void*)Memory);

    private async CoTask Twin(LitmusCpu thread)
    {
        while (thread.Advance()) thread.Complete(Value(thread, await AccessOf(thread)));
    }

    /// <summary>The access that a coroutine awaits.</summary>
    private Access AccessOf(LitmusCpu thread)
    {
        (nuint cell, uint value) = (AddressOf(thread), unchecked((uint)thread.Operand));
        (int line, string file) = (thread.Site.Place.Line, Program.File);
        return thread.Site.Kind switch
        {
            LitmusAccess.R => Guest.LoadRelaxed(cell, line, file),
            LitmusAccess.W => Guest.StoreRelaxed(cell, value, line, file),
            LitmusAccess.CAS => Guest.CompareExchange(cell, New(thread), value, line, file),
            LitmusAccess.FAA => Guest.Add(cell, value, line, file),
            LitmusAccess.XCHG => Guest.Exchange(cell, value, line, file),
            LitmusAccess.LOCK => Guest.Lock(cell, line, file),
            LitmusAccess.UNLOCK => Guest.Unlock(cell, line, file),
            LitmusAccess.TRYLOCK => new(AccessKind.TryLock, cell, 0, 0, line, file),
            _ => Guest.Fence(line, file),
        };
    }

    /// <summary>The same as plain code.</summary>
    private uint Perform(LitmusCpu thread)
    {
        (nuint cell, uint value) = (AddressOf(thread), unchecked((uint)thread.Operand));
        (int line, string file) = (thread.Site.Place.Line, Program.File);
        switch (thread.Site.Kind)
        {
            case LitmusAccess.R:
                return Controlled.LoadRelaxed(cell, line, file);
            case LitmusAccess.W:
                Controlled.StoreRelaxed(cell, value, line, file);
                return 0;
            case LitmusAccess.CAS:
                return Controlled.CompareExchange(cell, New(thread), value, line, file);
            case LitmusAccess.FAA:
                return Controlled.Add(cell, value, line, file);
            case LitmusAccess.XCHG:
                return Controlled.Exchange(cell, value, line, file);
            case LitmusAccess.LOCK:
                Controlled.Lock(cell, line, file);
                return 0;
            case LitmusAccess.UNLOCK:
                Controlled.Unlock(cell, line, file);
                return 0;
            case LitmusAccess.TRYLOCK:
                return Controlled.TryLock(cell, line, file) ? 1u : 0u;
            default:
                Controlled.Fence(line, file);
                return 0;
        }
    }

    private nuint AddressOf(LitmusCpu thread) => Memory + ((nuint)thread.Cell * sizeof(int));

    private static uint New(LitmusCpu thread) => unchecked((uint)thread.SecondOperand);

    private static int Value(LitmusCpu thread, uint answer) => thread.Site.Kind switch
    {
        LitmusAccess.CAS => unchecked((int)answer) == thread.Operand ? 1 : 0,
        LitmusAccess.FAA => unchecked((int)answer - thread.Operand),
        _ => unchecked((int)answer),
    };

    private void Record(Dictionary<int[], long> states)
    {
        if (Engine.Current is { IsRepetition: true }) return;
        int at = 0;
        for (int i = 0; i < cpus.Length; i++)
        {
            ReadOnlySpan<int> own = cpus[i].Registers.AsSpan(0, Program.Threads[i].Registers.Count);
            own.CopyTo(state.AsSpan(at));
            at += own.Length;
        }

        Shared.CopyTo(state.AsSpan(at));
        ref long count = ref CollectionsMarshal.GetValueRefOrNullRef(states, state);
        if (Unsafe.IsNullRef(ref count)) states.Add([.. state], 1);
        else count++;
    }

    /// <summary>For each final state an array: how often, then its numbers.</summary>
    private static JsonArray Json(Dictionary<int[], long> states) => new([.. states
        .OrderBy(end => end.Key, new SameNumbers())
        .Select(end => new JsonArray([end.Value, .. end.Key.Select(n => JsonValue.Create(n))]))]);

    private void Add(JsonArray found, Dictionary<int[], long> states)
    {
        foreach (JsonNode? end in found)
        {
            int[] numbers = [.. end!.AsArray().Skip(1).Select(n => (int)n!)];
            if (numbers.Length != state.Length)
                throw new FormatException($"a state of {Name} has {state.Length} numbers, not {numbers.Length}");
            states[numbers] = states.GetValueOrDefault(numbers) + (long)end[0]!;
        }
    }

    private void Judge()
    {
        if (law is null) return;
        state.AsSpan(0, law.Registers.Length).CopyTo(law.Registers);
        if (law.Judge(Shared) != 0) return;
        LitmusPlace place = Program.Final!.Place;
        int[] cells = Shared.ToArray();
        string found = string.Join(", ", layout.Names.Take(layout.Declared).Select((n, i) => $"{n}={cells[i]}"));
        Fail(Final, $"{Program.File}:{place.Line}:{place.Column}: final does not hold at {found}");
    }

    private void Fail(string broken, string message) => Engine.Current?.Fail(broken, message);

    private LitmusOutcome[] Listed(Dictionary<int[], long> states) => [.. states
        .GroupBy(end => end.Key[..(registers.Length + layout.Declared)], end => end.Value, new SameNumbers())
        .OrderBy(end => end.Key, new SameNumbers())
        .Select(end => Outcome(end.Key, end.Sum()))];

    private LitmusOutcome Outcome(int[] numbers, long executions) => new(
        registers.Select((name, i) => KeyValuePair.Create(name, numbers[i])).ToArray(),
        layout.Names[..layout.Declared]
            .Select((name, i) => KeyValuePair.Create(name, numbers[registers.Length + i])).ToArray(),
        executions);

    private sealed class SameNumbers : IEqualityComparer<int[]>, IComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            HashCode hash = default;
            hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
            return hash.ToHashCode();
        }

        public int Compare(int[]? x, int[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
