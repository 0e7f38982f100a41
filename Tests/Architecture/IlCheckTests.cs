using Plimsoll.Pages;
using Xunit;

namespace Plimsoll.Tests.Architecture;

public sealed class IlCheckTests
{
    private const string Fixtures = "Plimsoll.Tests.Architecture.IlCheckFixtures`1";
    private const string Allocator = "Plimsoll.Pages.PageAllocator`1";

    [Fact]
    public void PublicOperation_OfThePageAllocator_TouchesSharedMemoryOnlyThroughS()
    {
        // Validate holds every lock, writes notes of its own, and is no operation.
        IlReport report = IlCheck.Run(
            typeof(Layout).Assembly.Location, Allocator, "Plimsoll.Pages.PageReserve`1", $"-{Allocator}::Validate");
        Assert.Empty(report.Breaches);
        Assert.Contains("Plimsoll.Pages.Zone`1::Detach", report.Reached);
        Assert.Contains("Plimsoll.Pages.CpuList`1::Push", report.Reached);
        Assert.Contains("Plimsoll.Pages.Zone`1::IsPopulated", report.Reached);
    }

    [Theory]
    [InlineData("LoadsIndirectly", "ldind")]
    [InlineData("StoresIndirectly", "stind")]
    [InlineData("LoadsObject", "ldobj")]
    [InlineData("StoresObject", "stobj")]
    [InlineData("CopiesBlock", "cpblk")]
    [InlineData("FillsBlock", "initblk")]
    [InlineData("CallsUnsafe", "System.Runtime.CompilerServices.Unsafe.")]
    [InlineData("IndexesSpan", "System.Span`1.get_Item")]
    [InlineData("IndexesReadOnlySpan", "System.ReadOnlySpan`1.get_Item")]
    [InlineData("CallsVolatile", "System.Threading.Volatile.Read")]
    [InlineData("CallsInterlocked", "System.Threading.Interlocked.Increment")]
    [InlineData("LocksMonitor", "System.Threading.Monitor.Enter")]
    [InlineData("LocksLock", "System.Threading.Lock.EnterScope")]
    [InlineData("StoresStatic", "stsfld shared")]
    [InlineData("LoadsStatic", "ldsfld shared")]
    [InlineData("LoadsVolatileField", "volatile.")]
    [InlineData("StoresVolatileField", "volatile.")]
    [InlineData("StoresField", "stfld field")]
    [InlineData("StoresElement", "stelem")]
    [InlineData("StoresElementOfPlane", "Set: an array changes")]
    [InlineData("ClearsArray", "System.Array.Clear")]
    [InlineData("AddsToList", "ldfld list")]
    [InlineData("CallsDoorByName", "the door by name")]
    [InlineData("ThroughACall", "ldind")]
    [InlineData("ThroughAGeneric", "ldind")]
    [InlineData("ThroughAnInterface", "ldind")]
    [InlineData("ThroughALambda", "ldind")]
    [InlineData("ThroughAnIterator", "stfld")]
    [InlineData("ThroughAnOverride", "ldind")]
    [InlineData("ThroughAConstructor", "ldind")]
    public void Method_ThatPassesTheDoorBy_IsRejected(string method, string what)
    {
        IlReport report = IlCheck.Run(typeof(IlCheckTests).Assembly.Location, $"{Fixtures}::{method}");
        Assert.Contains(report.Breaches, breach => breach.What.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public void Breach_NamesItsPlaceInTheSource()
    {
        IlReport report = IlCheck.Run(typeof(IlCheckTests).Assembly.Location, $"{Fixtures}::StoresIndirectly");
        Assert.Contains("IlCheckFixtures.cs:", Assert.Single(report.Breaches).Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Method_ThatUsesS_IsAccepted() =>
        Assert.Empty(IlCheck.Run(typeof(IlCheckTests).Assembly.Location, $"{Fixtures}::Innocent").Breaches);

    [Fact]
    public void Root_ThatDoesNotExist_IsAnError() =>
        Assert.Throws<ArgumentException>(() =>
            IlCheck.Run(typeof(IlCheckTests).Assembly.Location, $"{Fixtures}::Nothing"));
}
