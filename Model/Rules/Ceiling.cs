namespace Plimsoll.Model.Rules;

/// <summary>Division that rounds up (include/linux/kernel.h: DIV_ROUND_UP), for all that fits.</summary>
internal static class Ceiling
{
    /// <summary>times * count / of.</summary>
    public static long Of(long count, long of, int times = 1) =>
        (long)(((Int128)times * count + of - 1) / of);
}
