using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// The sizes kmalloc hands out (semantics C.3; include/linux/slub_def.h: kmalloc_index). A class holds its request, and
/// is less than twice as large from 5 bytes on.
/// </summary>
public static class KmallocClass
{
    /// <summary>Bytes; what is larger is served in whole pages.</summary>
    public const int Largest = 8192;

    /// <summary>Bytes, ascending.</summary>
    public static ImmutableArray<int> Sizes { get; } =
        [8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, 4096, Largest];

    /// <summary>The request goes to the page allocator, past all caches.</summary>
    public static bool IsPageBacked(long bytes) => bytes > Largest;

    /// <summary>The class of a request, in bytes: the smallest that holds it. 0: nothing is handed out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is page-backed, or negative.</exception>
    public static int Of(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Largest);
        if (bytes == 0) return 0;
        foreach (int size in Sizes)
        {
            if (size >= bytes) return size;
        }

        return Largest;
    }

    /// <summary>
    /// What the caller of kmalloc really has (mm/slub.c: ksize): the class, or a block of 2^order pages, in bytes; 0
    /// for ZERO_SIZE_PTR. Asked of its own answer it says the same again.
    /// </summary>
    public static long Ksize(long bytes) =>
        IsPageBacked(bytes) ? (long)PageSize.Bytes << PageOrder.Of(bytes) : Of(bytes);
}
