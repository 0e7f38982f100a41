namespace Plimsoll.Model.Rules;

/// <summary>min_free_kbytes at boot (semantics B.4; mm/page_alloc.c: init_per_zone_pages_min, 2.6.23).</summary>
public static class MinFree
{
    /// <summary>The square root of 16 times low memory, 128..65536 kB.</summary>
    public static int Initial(long lowmemKbytes) => (int)Math.Clamp((long)Math.Sqrt(16.0 * lowmemKbytes), 128, 65536);
}
