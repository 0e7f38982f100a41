using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using static Plimsoll.Tests.Explorer.Subjects;

namespace Plimsoll.Tests.Explorer;

/// <summary>Blocks that are touched, or may be, when their life is over.</summary>
internal static class UseAfterFreeSubjects
{
    /// <summary>The last but one to leave frees.</summary>
    public static async CoTask ReferenceCount_Guilty(CellProgram p, int cpu)
    {
        S.Read(p[X]);
        if (await S.Add(p[Flag], 1) == 1) S.Dies(p[X], 2);
    }

    public static async CoTask ReferenceCount_Innocent(CellProgram p, int cpu)
    {
        S.Read(p[X]);
        if (await S.Add(p[Flag], 1) == 2) S.Dies(p[X], 2);
    }

    /// <summary>The block is read when it is no longer published.</summary>
    public static async CoTask Unpublished_Guilty(CellProgram p, int cpu)
    {
        await S.Lock(p[Guard]);
        if (cpu == 0)
        {
            S.Dies(p[X], 2);
            await S.Store(p[Flag], 1);
        }
        else if (await S.Load(p[Flag]) == 1)
        {
            S.Read(p[Y]);
        }

        await S.Unlock(p[Guard]);
    }

    public static async CoTask Unpublished_Innocent(CellProgram p, int cpu)
    {
        await S.Lock(p[Guard]);
        if (cpu == 0)
        {
            S.Dies(p[X], 2);
            await S.Store(p[Flag], 1);
        }
        else if (await S.Load(p[Flag]) == 0)
        {
            S.Read(p[Y]);
        }

        await S.Unlock(p[Guard]);
    }

    /// <summary>The owner looks for hazards in the wrong place.</summary>
    public static async CoTask HazardPointer_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            await S.Exchange(p[Flag], 1);
            if (await S.Load(p[Other]) == 0) S.Dies(p[X], 2);
            return;
        }

        await S.Exchange(p[Head], 1);
        if (await S.Load(p[Flag]) == 0) S.Read(p[X]);
        await S.Store(p[Head], 0);
    }

    public static async CoTask HazardPointer_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            await S.Exchange(p[Flag], 1);
            if (await S.Load(p[Head]) == 0) S.Dies(p[X], 2);
            return;
        }

        await S.Exchange(p[Head], 1);
        if (await S.Load(p[Flag]) == 0) S.Read(p[X]);
        await S.Store(p[Head], 0);
    }

    /// <summary>The owner frees before its worker has come back.</summary>
    public static async CoTask Join_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            await S.Load(p[X]);
            await S.Store(p[Flag], 1);
            return;
        }

        await S.Await(p[Flag], 9);
        S.Dies(p[X], 2);
    }

    public static async CoTask Join_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            await S.Load(p[X]);
            await S.Store(p[Flag], 1);
            return;
        }

        await S.Await(p[Flag], 0);
        S.Dies(p[X], 2);
    }

    /// <summary>Both take the block from its place, and both free it.</summary>
    public static async CoTask FreedTwice_Guilty(CellProgram p, int cpu)
    {
        if (await S.Exchange(p[Flag], 0) == 0) S.Dies(p[X], 2);
    }

    public static async CoTask FreedTwice_Innocent(CellProgram p, int cpu)
    {
        if (await S.Exchange(p[Flag], 1) == 0) S.Dies(p[X], 2);
    }
}
