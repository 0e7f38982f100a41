using System.Runtime.InteropServices;

namespace Plimsoll.Explorer;

/// <summary>
/// Keeps threads on one core, so that handing over the turn wakes no other core. Where the system does not allow it
/// the threads run unpinned: slower, with the same result.
/// </summary>
internal sealed unsafe partial class Pinning
{
    private const int Words = 16;

    private readonly ulong[] before = new ulong[Words];
    private readonly ulong[] one = new ulong[Words];
    private readonly bool possible;

    private Pinning()
    {
        if (!OperatingSystem.IsLinux()) return;
        fixed (ulong* mask = before)
        {
            if (GetAffinity(0, Words * sizeof(ulong), mask) <= 0) return;
        }

        int core = Thread.GetCurrentProcessorId();
        if (core < 0 || core >= Words * 64 || (before[core / 64] >> (core % 64) & 1) == 0) return;
        one[core / 64] = 1UL << (core % 64);
        possible = true;
    }

    /// <summary>Pins the calling thread to the core it runs on.</summary>
    public static Pinning ToOneCore()
    {
        Pinning pinning = new();
        pinning.Apply();
        return pinning;
    }

    /// <summary>Pins the calling thread to the same core.</summary>
    public void Apply() => Set(one);

    /// <summary>Gives the calling thread the cores it had.</summary>
    public void Restore() => Set(before);

    public static void Yield()
    {
        if (OperatingSystem.IsLinux()) _ = SchedYield();
        else Thread.Yield();
    }

    private void Set(ulong[] cores)
    {
        if (!possible) return;
        fixed (ulong* mask = cores)
        {
            // A refusal leaves the thread where it was, which is all right.
            _ = SetAffinity(0, Words * sizeof(ulong), mask);
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_yield")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static partial int SchedYield();

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAffinity(int thread, nint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAffinity(int thread, nint bytes, ulong* mask);
}
