using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using static Plimsoll.Tests.Explorer.Subjects;

namespace Plimsoll.Tests.Explorer;

/// <summary>Blocks that get a new owner when the old one may not be done.</summary>
internal static class UnorderedReuseSubjects
{
    /// <summary>The block is taken while its flag says that it is in use.</summary>
    public static async CoTask FreeFlag_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Born(p[X], 2);
            S.Write(p[X], 1);
            S.Dies(p[X], 2);
            await S.Store(p[Flag], 1);
        }
        else if (await S.Load(p[Flag]) == 0)
        {
            S.Born(p[X], 2);
            S.Write(p[X], 2);
        }
    }

    public static async CoTask FreeFlag_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Born(p[X], 2);
            S.Write(p[X], 1);
            S.Dies(p[X], 2);
            await S.Store(p[Flag], 1);
        }
        else if (await S.Load(p[Flag]) == 1)
        {
            S.Born(p[X], 2);
            S.Write(p[X], 2);
        }
    }

    /// <summary>Taking the slot does not mark it as taken.</summary>
    public static async CoTask Slot_Guilty(CellProgram p, int cpu)
    {
        if (await S.Exchange(p[Flag], 0) == 0)
        {
            S.Born(p[X], 2);
            await S.Store(p[X], 1);
            S.Dies(p[X], 2);
            await S.Store(p[Flag], 0);
        }
    }

    public static async CoTask Slot_Innocent(CellProgram p, int cpu)
    {
        if (await S.Exchange(p[Flag], 1) == 0)
        {
            S.Born(p[X], 2);
            await S.Store(p[X], 1);
            S.Dies(p[X], 2);
            await S.Store(p[Flag], 0);
        }
    }

    /// <summary>The new owner does not wait for the old one.</summary>
    public static async CoTask GracePeriod_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Born(p[X], 2);
            S.Dies(p[X], 2);
            await S.Store(p[Flag], 1);
            return;
        }

        await S.Await(p[Flag], 9);
        S.Born(p[X], 2);
    }

    public static async CoTask GracePeriod_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Born(p[X], 2);
            S.Dies(p[X], 2);
            await S.Store(p[Flag], 1);
            return;
        }

        await S.Await(p[Flag], 0);
        S.Born(p[X], 2);
    }

    /// <summary>Who knows the block from its first life reads it in its second.</summary>
    public static async CoTask StalePointer_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Born(p[X], 2);
            S.Dies(p[X], 2);
            await S.Store(p[Other], 1);
            S.Born(p[X], 2);
            await S.Store(p[Flag], 1);
            return;
        }

        await S.Await(p[Other], 0);
        if (await S.Load(p[Flag]) == 0) await S.Load(p[X]);
    }

    public static async CoTask StalePointer_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.Born(p[X], 2);
            S.Dies(p[X], 2);
            await S.Store(p[Other], 1);
            S.Born(p[X], 2);
            await S.Store(p[Flag], 1);
            return;
        }

        await S.Await(p[Other], 0);
        if (await S.Load(p[Flag]) == 1) await S.Load(p[X]);
    }

    /// <summary>Each owner takes a lock, and not the same one.</summary>
    public static async CoTask TwoLocks_Guilty(CellProgram p, int cpu)
    {
        nuint mine = p[cpu == 0 ? Guard : Other];
        await S.Lock(mine);
        S.Born(p[X], 2);
        S.Dies(p[X], 2);
        await S.Unlock(mine);
    }

    public static async CoTask TwoLocks_Innocent(CellProgram p, int cpu)
    {
        nuint mine = p[cpu == 0 ? Guard : Guard];
        await S.Lock(mine);
        S.Born(p[X], 2);
        S.Dies(p[X], 2);
        await S.Unlock(mine);
    }
}
