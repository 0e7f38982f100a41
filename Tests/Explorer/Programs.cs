using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Tests.Explorer;

/// <summary>The small programs whose counts are known.</summary>
internal static class Programs
{
    /// <summary>
    /// CPUs that each make the same number of accesses, all to one cell, as coroutine and as plain code.
    /// </summary>
    public static CellProgram Adders(int cpus, int accesses)
    {
        return new("sum", cpus, Twin) { Name = $"adders({cpus},{accesses})", Code = Code };

        async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < accesses; i++) await S.Add(p[0], 1);
        }

        void Code(CellProgram p, int cpu)
        {
            for (int i = 0; i < accesses; i++) Controlled.Add(p[0], 1);
        }
    }

    public static CellProgram StoreBuffering()
    {
        return new("x y", 2, Twin) { Name = "SB" };

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Store(p[cpu], 1);
            await S.Load(p[1 - cpu]);
        }
    }

    public static CellProgram Writes2X(int writes)
    {
        return new("x", 2, Twin) { Name = $"writes2x({writes})" };

        async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < writes; i++) await S.Store(p[0], (uint)((10 * cpu) + i));
        }
    }

    /// <summary>lock; read; write; unlock.</summary>
    public static CellProgram LockInc(int cpus)
    {
        return new("lock x", cpus, Twin) { Name = $"lockinc({cpus})", Code = Code };

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Lock(p[0]);
            uint x = await S.Load(p[1]);
            await S.Store(p[1], x + 1);
            await S.Unlock(p[0]);
        }

        static void Code(CellProgram p, int cpu)
        {
            Controlled.Lock(p[0]);
            Controlled.Store(p[1], Controlled.Load(p[1]) + 1);
            Controlled.Unlock(p[0]);
        }
    }

    /// <summary>
    /// CPU 0 writes, the others read; with <paramref name="priv"/> each first reads a cell of its own.
    /// </summary>
    public static CellProgram Readers(int readers, bool priv)
    {
        string names = string.Join(' ', Enumerable.Range(0, readers + 1).Select(i => i == 0 ? "x" : $"p{i}"));
        return new(names, readers + 1, Twin) { Name = $"readers({readers})" };

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0)
            {
                await S.Store(p[0], 42);
                return;
            }

            if (priv) await S.Load(p[cpu]);
            await S.Load(p[0]);
        }
    }

    public static CellProgram LastZero(int writers)
    {
        string names = string.Join(' ', Enumerable.Range(0, writers + 1).Select(i => $"a{i}"));
        return new(names, writers + 1, Twin) { Name = $"lastzero({writers})" };

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu > 0)
            {
                await S.Store(p[cpu], await S.Load(p[cpu - 1]) + 1);
                return;
            }

            for (int i = writers; await S.Load(p[i]) != 0; i--)
            {
            }
        }
    }

    public static CellProgram FibBench(int rounds)
    {
        return new("x y", 2, Twin) { Name = $"fib_bench({rounds})", AtBegin = Ones };

        static void Ones(CellProgram p)
        {
            p.Set(0, 1);
            p.Set(1, 1);
        }

        async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < rounds; i++)
            {
                uint a = await S.Load(p[0]);
                uint b = await S.Load(p[1]);
                await S.Store(p[cpu], a + b);
            }
        }
    }

    public static CellProgram PoplExample()
    {
        return new("x y z", 4, Twin) { Name = "POPL example" };

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0) await S.Store(p[0], 1);
            else if (cpu == 1) await S.Store(p[1], 1);
            else if (cpu == 2)
            {
                if (await S.Load(p[1]) == 0) await S.Store(p[2], 1);
            }
            else if (await S.Load(p[2]) == 1 && await S.Load(p[1]) == 0)
            {
                await S.Store(p[0], 2);
            }
        }
    }

    public static CellProgram ConditionalReaders()
    {
        return new("x y", 3, Twin) { Name = "conditional_readers" };

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0)
            {
                await S.Store(p[0], 1);
            }
            else if (await S.Load(p[1]) == 0)
            {
                await S.Load(p[0]);
                await S.Store(p[1], 1);
            }
        }
    }

    /// <summary>Thread i: CAS x (i-1) i.</summary>
    public static CellProgram CasRot(int cpus)
    {
        return new("x", cpus, Twin) { Name = $"casrot({cpus})" };

        static async CoTask Twin(CellProgram p, int cpu) => await S.CompareExchange(p[0], (uint)cpu + 1, (uint)cpu);
    }

    public static CellProgram CasW(int cpus)
    {
        return new("x", cpus, Twin) { Name = $"casw({cpus})" };

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.CompareExchange(p[0], 1, 0);
            await S.Store(p[0], (uint)cpu + 3);
        }
    }

    public static CellProgram TreiberPush(int cpus)
    {
        string names = "head " + string.Join(' ', Enumerable.Range(1, cpus).Select(i => $"next{i}"));
        return new(names, cpus, Twin) { Name = $"treiber_push({cpus})" };

        static async CoTask Twin(CellProgram p, int cpu)
        {
            uint me = (uint)cpu + 1;
            uint head;
            do
            {
                head = await S.Load(p[0]);
                await S.Store(p[(int)me], head);
            }
            while (await S.CompareExchange(p[0], me, head) != head);
        }
    }

    /// <summary>lock; t = FAA; unlock only if t is the own number: some ends are deadlocks.</summary>
    public static CellProgram MutexHard(int cpus)
    {
        return new("lock x", cpus, Twin) { Name = $"mutex_hard({cpus})" };

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Lock(p[0]);
            uint turn = await S.Add(p[1], 1) - 1;
            if (turn == cpu) await S.Unlock(p[0]);
        }
    }

    public static CellProgram TryLocks(int cpus)
    {
        return new("lock x", cpus, Twin) { Name = $"mutex_trylock_unlock({cpus})" };

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (!await S.TryLock(p[0])) return;
            await S.Store(p[1], await S.Load(p[1]) + 1);
            await S.Unlock(p[0]);
        }
    }
}
