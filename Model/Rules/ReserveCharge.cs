using System.Numerics;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// What a reserve is charged, in bytes (semantics E.2, Part 0.6): what the memory really takes, so that a charge made
/// from the size asked for and an uncharge made from <see cref="KmallocClass.Ksize"/> are the same number.
/// </summary>
public static class ReserveCharge
{
    public static long Kmalloc(long bytes) => KmallocClass.Ksize(bytes);

    public static long Objects(CacheShape cache, long objects) => checked(objects * cache.Size);

    public static long Pages(long pages) => checked(pages * PageSize.Bytes);

    /// <summary>
    /// As mm/reserve.c had it: the next power of two of whatever number is at hand, the request's on the way in and
    /// ksize on the way out. They agree from 5 bytes on; below, more is given back than was charged.
    /// </summary>
    public static long KmallocAsPublished(long bytes) =>
        (long)BitOperations.RoundUpToPowerOf2((ulong)bytes);
}
