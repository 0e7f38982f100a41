using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Plimsoll.Benchmarks;

/// <summary>The best iteration against the baseline's best: what is left when the neighbours are quiet.</summary>
internal sealed class BestColumn : IColumn
{
    public string Id => nameof(BestColumn);

    public string ColumnName => "Best";

    public string Legend => "Minimum against the baseline's minimum";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Baseline;

    public int PriorityInCategory => 1;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        BenchmarkCase? baseline = summary.GetBaseline(summary.GetLogicalGroupKey(benchmarkCase));
        double? own = summary[benchmarkCase]?.ResultStatistics?.Min;
        double? other = baseline is null ? null : summary[baseline]?.ResultStatistics?.Min;
        return own is { } a && other is { } b ? (a / b).ToString("0.00", CultureInfo.InvariantCulture) : "?";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
