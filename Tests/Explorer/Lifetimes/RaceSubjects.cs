using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using static Plimsoll.Tests.Explorer.Subjects;

namespace Plimsoll.Tests.Explorer;

/// <summary>Plain accesses that nothing orders, and their twins that something does.</summary>
internal static class RaceSubjects
{
    /// <summary>Each CPU takes a lock, and not the same one.</summary>
    public static async CoTask TwoLocks_Guilty(CellProgram p, int cpu)
    {
        nuint mine = p[cpu == 0 ? Guard : Other];
        await S.Lock(mine);
        S.Write(p[X], S.Read(p[X]) + 1);
        await S.Unlock(mine);
    }

    public static async CoTask TwoLocks_Innocent(CellProgram p, int cpu)
    {
        nuint mine = p[cpu == 0 ? Guard : Guard];
        await S.Lock(mine);
        S.Write(p[X], S.Read(p[X]) + 1);
        await S.Unlock(mine);
    }

    /// <summary>The message is read before its flag is up.</summary>
    public static async CoTask Message_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Write(p[X], 7);
            await S.Store(p[Flag], 1);
        }
        else if (await S.Load(p[Flag]) == 0)
        {
            S.Read(p[X]);
        }
    }

    public static async CoTask Message_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Write(p[X], 7);
            await S.Store(p[Flag], 1);
        }
        else if (await S.Load(p[Flag]) == 1)
        {
            S.Read(p[X]);
        }
    }

    /// <summary>The signal is not waited for.</summary>
    public static async CoTask Signal_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Write(p[X], 7);
            await S.Store(p[Flag], 1);
            return;
        }

        await S.Await(p[Flag], 9);
        S.Write(p[X], 8);
    }

    public static async CoTask Signal_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Write(p[X], 7);
            await S.Store(p[Flag], 1);
            return;
        }

        await S.Await(p[Flag], 0);
        S.Write(p[X], 8);
    }

    /// <summary>The try is not asked whether it succeeded.</summary>
    public static async CoTask TryLock_Guilty(CellProgram p, int cpu)
    {
        bool taken = await S.TryLock(p[Guard]);
        if (taken || true) S.Write(p[X], (uint)cpu);
        if (taken) await S.Unlock(p[Guard]);
    }

    public static async CoTask TryLock_Innocent(CellProgram p, int cpu)
    {
        bool taken = await S.TryLock(p[Guard]);
        if (taken || false) S.Write(p[X], (uint)cpu);
        if (taken) await S.Unlock(p[Guard]);
    }

    /// <summary>The exchange that should take leaves the flag down.</summary>
    public static async CoTask Exchange_Guilty(CellProgram p, int cpu)
    {
        if (await S.Exchange(p[Flag], 0) == 0)
        {
            S.Write(p[X], S.Read(p[X]) + 1);
            await S.Store(p[Flag], 0);
        }
    }

    public static async CoTask Exchange_Innocent(CellProgram p, int cpu)
    {
        if (await S.Exchange(p[Flag], 1) == 0)
        {
            S.Write(p[X], S.Read(p[X]) + 1);
            await S.Store(p[Flag], 0);
        }
    }
}
