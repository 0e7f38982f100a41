using System.Numerics;
using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <content>How an access is announced, waits for its turn and takes place.</content>
public sealed unsafe partial class Engine
{
    /// <summary>The running CPU is about to make this access. True when the step is its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Announce(AccessKind kind, nuint cell, uint comparand)
    {
        if (mode != Mode.Running) return AnnounceFirst(kind, cell, comparand);
        int me = Cpu;
        if (buffers is not null && kind.IsStore()) return true;
        Turns.Announce(me, kind, cell, comparand);
        return (Chosen = Decide()) == me;
    }

    /// <summary>The same for plain code, which waits here for its turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AnnounceAndWait(AccessKind kind, nuint cell, uint comparand)
    {
        int me = Cpu;
        if (!Announce(kind, cell, comparand)) Wait(me);
    }

    /// <summary>The chosen CPU makes the access it announced.</summary>
    internal uint Perform(AccessKind kind, nuint cell, uint value, uint comparand, int line, string file)
    {
        if (!memory.Contains(cell)) return PerformWithoutCell(kind, cell, line, file);
        if (buffers is not null && Buffered(kind, cell, value, line, file, out uint forwarded)) return forwarded;
        uint* word = (uint*)cell;
        uint old = *word;
        uint result = Solo.Apply(kind, old, value, comparand, out uint now, out bool writes);
        *word = now;
        if (kind >= AccessKind.Lock || kind == AccessKind.Await) KeepLocks(kind, cell, writes);
        if (observer.WantsSteps) Observe(kind, cell, old, now, comparand, writes, line, file);
        Look(kind, cell, old, now, line, file);
        return result;
    }

    /// <summary>
    /// Not inlined: a coroutine that had these records among its locals would clear them each time it is resumed.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Observe(
        AccessKind kind, nuint cell, uint old, uint now, uint comparand, bool writes, int line, string file)
    {
        Effect effect = new(Cpu, Cpu, kind, memory.IndexOf(cell), writes, old, comparand);
        observer.Synchronising(new(Cpu, kind, cell, old, now, line, file), effect);
    }

    internal uint PlainAccess(AccessKind kind, nuint cell, uint value, int line, string file)
    {
        if (!memory.Contains(cell)) throw SharedMemory.NoCell(cell, line, file);
        uint* word = (uint*)cell;
        uint old = 0;
        bool writes = kind is AccessKind.Write or AccessKind.WriteWide;

        // Plain accesses are protected by locks, whose release is a store behind them: only the CPU itself can tell
        // that they need no buffer, unless an earlier store of its own to the same cell still waits in it.
        bool behind = buffers is not null && buffers.TryForward(Cpu, cell, out old, out _);
        if (!behind) old = *word;
        if (behind && writes) buffers!.Push(Cpu, new(kind, cell, value, line, file, Turns.Accesses[Cpu], 0, null));
        else if (writes) *word = value;
        if (writes && value != old) loops.Forget(Cpu);
        if (++plainAccesses > maxPlainAccesses) EndlessPlainAccesses();
        if (mode != Mode.Probing && Failure is null && observer.WantsPlainAccesses)
            observer.Plain(new(Cpu, kind, cell, old, writes ? value : old, line, file), writes);
        return old;
    }

    /// <summary>A block that begins at the cell is born, or dies.</summary>
    internal void Life(AccessKind kind, nuint cell, int words, int line, string file)
    {
        if (mode == Mode.Probing || Failure is not null) return;
        observer.Life(new(Cpu, kind, cell, 0, (uint)words, line, file), words);
    }

    /// <summary>Plain code waits for its turn; unwinds when there is none to come.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wait(int me)
    {
        if (mode == Mode.Probing) throw new Abandoned();
        carrier.Wait(me);
        if (Chosen != me) throw new Abandoned();
    }

    private bool AnnounceFirst(AccessKind kind, nuint cell, uint comparand)
    {
        FirstAccess access = new(true, kind, cell, comparand);
        if (mode == Mode.Probing)
        {
            first[Cpu] = access;
            return false;
        }

        mode = Mode.Running;
        if (first[Cpu] == access) return true;
        FirstAccessDiffers(Cpu);
        Chosen = Over;
        return false;
    }

    /// <summary>Lanes flush until it is a CPU's turn.</summary>
    private int Flush(int lane)
    {
        while (true)
        {
            FlushOne(lane, AccessKind.Flush);
            if (Failure is not null || IsTooLong) return Turns.Nobody;
            int next = Turns.Decide(Cpu);
            if (next < Turns.Cpus) return next;
            lane = next;
        }
    }

    private void FlushOne(int lane, AccessKind kind)
    {
        Effect effect = Turns.Pending(lane);
        BufferedStore store = buffers!.Take(lane);
        *(uint*)store.Cell = store.Value;
        if (!observer.WantsSteps) return;
        Step step = new(effect.Cpu, kind, store.Cell, effect.Old, store.Value, store.Line, store.File);
        observer.Flushed(step, effect, store);
    }

    /// <summary>
    /// A store enters the buffer; a load of what waits there takes it from there. Neither is seen by others.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Buffered(AccessKind kind, nuint cell, uint value, int line, string file, out uint seen)
    {
        if (kind.IsStore())
        {
            seen = 0;
            if (kind == AccessKind.Unlock) KeepLocks(kind, cell, writes: true);
            Step store = new(Cpu, AccessKind.Buffered, cell, *(uint*)cell, value, line, file);
            uint[]? clock = observer.Issue(store);
            buffers!.Push(Cpu, new(kind, cell, value, line, file, Turns.Accesses[Cpu], 0, clock));
            if (++plainAccesses > maxPlainAccesses) EndlessPlainAccesses();
            observer.Issued(store);
            Look(store.Kind, cell, store.Old, value, line, file);
            return true;
        }

        if (!kind.IsLoad() || !buffers!.TryForward(Cpu, cell, out seen, out _))
        {
            seen = 0;
            return false;
        }

        if (kind == AccessKind.Await) Turns.Took(Cpu);
        if (observer.WantsSteps)
            observer.Synchronising(new(Cpu, kind, cell, seen, seen, line, file), Turns.Pending(Cpu));
        Look(kind, cell, seen, seen, line, file);
        return true;
    }

    private uint PerformWithoutCell(AccessKind kind, nuint cell, int line, string file)
    {
        if (!kind.HasNoCell()) throw SharedMemory.NoCell(cell, line, file);
        if (kind == AccessKind.ProcessFence && buffers is not null)
        {
            while (buffers.Ready != 0) FlushOne(BitOperations.TrailingZeroCount(buffers.Ready), AccessKind.Drained);
        }

        Tell(kind, line, file);
        if (kind == AccessKind.Yield) Turns.Yield(Cpu);
        return 0;
    }

    private void Tell(AccessKind kind, int line = 0, string file = "")
    {
        if (!observer.WantsSteps) return;
        observer.Synchronising(new(Cpu, kind, 0, 0, 0, line, file), Turns.Pending(Cpu));
    }

    /// <summary>A loop of plain accesses has no scheduling point at which it could be left.</summary>
    private void EndlessPlainAccesses()
    {
        Fail(Laws.Steps, $"more than {maxPlainAccesses} plain accesses: a loop without end?");
        throw new Abandoned();
    }
}
