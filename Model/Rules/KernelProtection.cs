using System.Collections.Immutable;

namespace Plimsoll.Model.Rules;

/// <summary>
/// The <c>protection: (...)</c> rows of /proc/zoneinfo for one node (semantics H.1; kernel/README.md finding 5). The
/// same formula in all eras, on present pages in 2.6.23 and on managed pages later.
/// </summary>
public static class KernelProtection
{
    /// <param name="pages">Pages of the node's zones, lowest type first; 0 for an empty one.</param>
    /// <param name="ratio">lowmem_reserve_ratio by zone type; the last type needs none; 0 keeps nothing back.</param>
    /// <returns>[zone i][class j] = pages of zones i+1..j / ratio[i]; 0 for j &lt;= i and for an empty zone.</returns>
    public static ImmutableArray<ImmutableArray<long>> Of(ReadOnlySpan<long> pages, ReadOnlySpan<long> ratio)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<long>>(pages.Length);
        for (int i = 0; i < pages.Length; i++)
        {
            long[] row = new long[pages.Length];
            long above = 0;
            for (int j = i + 1; j < pages.Length; j++)
            {
                above += pages[j];
                row[j] = ratio[i] == 0 || pages[i] == 0 ? 0 : above / ratio[i];
            }

            rows.Add([.. row]);
        }

        return rows.MoveToImmutable();
    }
}
