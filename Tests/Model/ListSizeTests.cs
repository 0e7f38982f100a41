using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

public class ListSizeTests
{
    [Theory]
    [InlineData(1024, 0)]
    [InlineData(4096, 0)]
    [InlineData(16384, 3)]
    [InlineData(65536, 15)]
    [InlineData(262144, 31)]
    [InlineData(1048576, 31)]
    public void PcpBatch_Present_IsTheGoldenRow(uint present, uint expected)
    {
        ZoneSpec zone = new(new(0), ZoneKind.Normal, 0, present);
        Topology topology = new() { Name = "one zone", Zones = [zone], Cpus = [new(0)], MinFreeKbytes = 0 };
        Assert.Equal(expected, PcpBatch.Of(present));
        Assert.Equal(Math.Max(1, expected), ListSize.Batch(zone, topology));
        Assert.Equal(6 * expected, ListSize.High(zone, topology));
    }

    [Fact]
    public void ListSize_TopologySays_WinsOverTheRule()
    {
        ZoneSpec zone = new(new(0), ZoneKind.Normal, 0, 8);
        Topology topology = new() { Name = "z", Zones = [zone], Cpus = [new(0)], MinFreeKbytes = 0 };
        topology = topology with { Batch = 2, ListHigh = 3 };
        Assert.Equal((2u, 3u), (ListSize.Batch(zone, topology), ListSize.High(zone, topology)));
        Assert.Equal(12u, ListSize.High(zone, topology with { ListHigh = null }));
    }
}
