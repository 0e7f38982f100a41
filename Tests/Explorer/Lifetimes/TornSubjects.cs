using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using static Plimsoll.Tests.Explorer.Subjects;

namespace Plimsoll.Tests.Explorer;

/// <summary>Values of two words of which another CPU may see one half.</summary>
internal static class TornSubjects
{
    /// <summary>Reader and writer take a lock, and not the same one.</summary>
    public static async CoTask TwoLocks_Guilty(CellProgram p, int cpu)
    {
        nuint mine = p[cpu == 0 ? Guard : Other];
        await S.Lock(mine);
        if (cpu == 0) S.WriteWide(p[X], 7);
        else S.ReadWide(p[X]);
        await S.Unlock(mine);
    }

    public static async CoTask TwoLocks_Innocent(CellProgram p, int cpu)
    {
        nuint mine = p[cpu == 0 ? Guard : Guard];
        await S.Lock(mine);
        if (cpu == 0) S.WriteWide(p[X], 7);
        else S.ReadWide(p[X]);
        await S.Unlock(mine);
    }

    /// <summary>The value is read before its flag is up.</summary>
    public static async CoTask Message_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.WriteWide(p[X], 7);
            await S.Store(p[Flag], 1);
        }
        else if (await S.Load(p[Flag]) == 0)
        {
            S.ReadWide(p[X]);
        }
    }

    public static async CoTask Message_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.WriteWide(p[X], 7);
            await S.Store(p[Flag], 1);
        }
        else if (await S.Load(p[Flag]) == 1)
        {
            S.ReadWide(p[X]);
        }
    }

    /// <summary>One half is stored to, by an access that is atomic and does not help.</summary>
    public static async CoTask Half_Guilty(CellProgram p, int cpu)
    {
        await S.Load(p[Flag]);
        if (cpu == 0) await S.Store(p[Y], 1);
        else S.ReadWide(p[X]);
    }

    public static async CoTask Half_Innocent(CellProgram p, int cpu)
    {
        await S.Load(p[Flag]);
        if (cpu == 0) await S.Store(p[Other], 1);
        else S.ReadWide(p[X]);
    }

    /// <summary>The second value begins where the first has its other half.</summary>
    public static async CoTask Overlap_Guilty(CellProgram p, int cpu)
    {
        await S.Load(p[Flag]);
        if (cpu == 0) S.WriteWide(p[X], 7);
        else S.WriteWide(p[Y], 8);
    }

    public static async CoTask Overlap_Innocent(CellProgram p, int cpu)
    {
        await S.Load(p[Flag]);
        if (cpu == 0) S.WriteWide(p[X], 7);
        else S.WriteWide(p[Other], 8);
    }

    /// <summary>The writer fills the buffer that is being read.</summary>
    public static async CoTask TwoBuffers_Guilty(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.WriteWide(p[X], 7);
            await S.Store(p[Flag], 1);
        }
        else
        {
            S.ReadWide(p[await S.Load(p[Flag]) == 0 ? X : Other]);
        }
    }

    public static async CoTask TwoBuffers_Innocent(CellProgram p, int cpu)
    {
        if (cpu == 0)
        {
            S.WriteWide(p[Other], 7);
            await S.Store(p[Flag], 1);
        }
        else
        {
            S.ReadWide(p[await S.Load(p[Flag]) == 0 ? X : Other]);
        }
    }
}
