namespace Plimsoll.Model.Rules;

/// <summary>Division that rounds up (include/linux/kernel.h: DIV_ROUND_UP), for any count that fits.</summary>
internal static class Ceiling
{
    public static long Of(long count, long of) => count / of + (count % of > 0 ? 1 : 0);
}
