using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>
/// Table B.6 whole. H = HIGH, D = HARDER, N = NO_WATERMARKS; C is the CPUSET bit, which IgnoreNodes clears.
/// </summary>
public class AllocFlagTests
{
    /// <summary>The columns of the table, in its order.</summary>
    private static readonly Context[] Columns =
    [
        Context.Process,
        Context.RealTime,
        Context.MemAlloc,
        Context.MemDie,
        Context.SoftIrq,
        Context.SoftIrq | Context.MemAlloc,
        Context.HardIrq | Context.MemAlloc,
    ];

    [Theory]
    [InlineData(Gfp.Kernel, "C CD CN CN illegal illegal illegal")]
    [InlineData(Gfp.NoFs, "C CD CN CN illegal illegal illegal")]
    [InlineData(Gfp.NoIo, "C CD CN CN illegal illegal illegal")]
    [InlineData(Gfp.Atomic, "HD HD HDN HDN HD HDN HD")]
    [InlineData(Gfp.NoWait, "D D DN DN D DN D")]
    [InlineData(Gfp.Kernel | Gfp.NoMemAlloc, "C CD C C illegal illegal illegal")]
    [InlineData(Gfp.Atomic | Gfp.NoMemAlloc, "HD HD HD HD HD HD HD")]
    [InlineData(Gfp.NoWait | Gfp.NoMemAlloc, "D D D D D D D")]
    [InlineData(Gfp.Kernel | Gfp.MemAlloc, "CN CDN CN CN illegal illegal illegal")]
    [InlineData(Gfp.Atomic | Gfp.MemAlloc, "HDN HDN HDN HDN HDN HDN HDN")]
    [InlineData(Gfp.NoWait | Gfp.MemAlloc, "DN DN DN DN DN DN DN")]
    [InlineData(Gfp.Kernel | Gfp.MemAlloc | Gfp.NoMemAlloc, "C CD C C illegal illegal illegal")]
    [InlineData(Gfp.Atomic | Gfp.MemAlloc | Gfp.NoMemAlloc, "HD HD HD HD HD HD HD")]
    public void Of_EveryContext_IsTheTable(Gfp gfp, string row) =>
        Assert.Equal(row, string.Join(' ', Columns.Select(context => Cell(gfp, context))));

    [Fact]
    public void Entitled_AnyGfpAndContext_IsTheNoWatermarksFlag()
    {
        foreach (Gfp gfp in new[] { Gfp.Kernel, Gfp.Atomic, Gfp.MemAlloc, Gfp.NoMemAlloc | Gfp.MemAlloc })
        {
            for (int context = 0; context < 32; context++)
            {
                bool flag = AllocFlag.Of(gfp, (Context)context).HasFlag(AllocFlags.NoWatermarks);
                Assert.Equal(flag, AllocFlag.Entitled(gfp, (Context)context));
            }
        }
    }

    [Theory]
    [InlineData(Context.SoftIrq)]
    [InlineData(Context.HardIrq)]
    public void Entitled_DyingTaskInInterrupt_IsNot(Context interrupt) =>
        Assert.False(AllocFlag.Entitled(Gfp.Atomic, Context.MemDie | interrupt));

    [Fact]
    public void Of_RealTimeTaskInInterrupt_DoesNotTryHarder() =>
        Assert.Equal(AllocFlags.None, AllocFlag.Of(Gfp.Kernel, Context.RealTime | Context.SoftIrq));

    private static string Cell(Gfp gfp, Context context)
    {
        if (!AllocFlag.IsLegal(gfp, context)) return "illegal";
        AllocFlags flags = AllocFlag.Of(gfp, context);
        return (flags.HasFlag(AllocFlags.IgnoreNodes) ? "" : "C")
            + (flags.HasFlag(AllocFlags.High) ? "H" : "")
            + (flags.HasFlag(AllocFlags.Harder) ? "D" : "")
            + (flags.HasFlag(AllocFlags.NoWatermarks) ? "N" : "");
    }
}
