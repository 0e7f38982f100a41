using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Perfolizer.Mathematics.OutlierDetection;

namespace Plimsoll.Benchmarks;

/// <summary>
/// Ratios that mean something on a small shared machine: many short iterations, so that a neighbour's burst spoils a
/// few of them and not the median; upper outliers dropped; one process, because the peers must see the same machine
/// state and because a generated project does not fit into this build. Trust the columns Ratio (means) and Best
/// (minimum against minimum) where they agree; where they do not, run again.
/// </summary>
internal sealed class Quiet : ManualConfig
{
    public Quiet()
    {
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(12)
            .WithIterationCount(60)
            .WithIterationTime(TimeInterval.FromMilliseconds(60))
            .WithOutlierMode(OutlierMode.RemoveUpper));
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddColumn(StatisticColumn.Median, StatisticColumn.Min, new BestColumn());
        AddExporter(MarkdownExporter.GitHub);
        AddLogger(ConsoleLogger.Default);
        SummaryStyle = SummaryStyle.Default.WithRatioStyle(RatioStyle.Value);
    }
}
