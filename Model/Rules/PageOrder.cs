using System.Numerics;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>The smallest block that holds so many bytes (asm-generic/page.h: get_order).</summary>
public static class PageOrder
{
    /// <summary>The order, 0.. ; 0 for nothing at all.</summary>
    public static int Of(long bytes, int pageBytes = PageSize.Bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        long pages = bytes == 0 ? 1 : (bytes - 1) / pageBytes + 1;
        return pages == 1 ? 0 : BitOperations.Log2((ulong)(pages - 1)) + 1;
    }
}
