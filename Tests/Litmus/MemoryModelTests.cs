using Plimsoll.Explorer;
using Plimsoll.Tests.Architecture;
using Xunit;

namespace Plimsoll.Tests.Litmus;

/// <summary>How many outcomes each memory model allows to the classic programs.</summary>
public sealed class MemoryModelTests
{
    [Theory]
    [InlineData("sb", 3, 4, 4)]
    [InlineData("sb-fences", 3, 3, 3)]
    [InlineData("sb-faa", 3, 3, 3)]
    [InlineData("sb-one-fence", 3, 4, 4)]
    [InlineData("sb-rfi", 3, 4, 4)]
    [InlineData("mp", 3, 3, 4)]
    [InlineData("lb", 3, 3, 3)]
    [InlineData("2+2w", 3, 3, 4)]
    [InlineData("r", 3, 4, 4)]
    [InlineData("s", 3, 3, 4)]
    [InlineData("mp-unlock", 1, 1, 1)]
    public void Outcomes_ClassicProgram_AreThoseOfTheModel(string program, int sc, int tso, int pso)
    {
        Assert.Equal(sc, Outcomes(program, MemoryModel.Sc).Count);
        Assert.Equal(tso, Outcomes(program, MemoryModel.Tso).Count);
        Assert.Equal(pso, Outcomes(program, MemoryModel.Pso).Count);
        Assert.Subset(Outcomes(program, MemoryModel.Tso), Outcomes(program, MemoryModel.Sc));
        Assert.Subset(Outcomes(program, MemoryModel.Pso), Outcomes(program, MemoryModel.Tso));
    }

    /// <summary>What every exhaustive strategy finds.</summary>
    private static HashSet<string> Outcomes(string name, MemoryModel memory)
    {
        string file = $"Tests/Litmus/programs/{name}.litmus";
        LitmusProgram program = LitmusProgram.Parse(Repository.Text(file), file);
        HashSet<string>? outcomes = null;
        foreach (StrategyKind strategy in RandomProgramTests.Exhaustive)
        {
            using LitmusGuest guest = new(program);
            Report report = Exploration.Run(guest, new() { Strategy = strategy, Memory = memory });
            Assert.Equal(Verdict.Exhaustive, report.Verdict);
            HashSet<string> found = [.. guest.Outcomes.Select(BruteProgram.Text)];
            outcomes ??= found;
            Assert.Equal(outcomes, found);
        }

        return outcomes!;
    }
}
