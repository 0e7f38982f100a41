using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Plimsoll.Tests.Architecture;

/// <summary>
/// The walls between the rooms: who refers to whom, and what is banned where. The bans themselves are the build's
/// (RS0030); these tests see to it that the lists still say so.
/// </summary>
public sealed class WallTests
{
    /// <summary>The arrows, downwards only. A project that is not listed has no place in the house yet.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Model/Model.csproj"] = [],
        ["Explorer/Explorer.csproj"] = [],
        ["Tools/Twinner/Twinner.csproj"] = [],
        ["Implementation/Implementation.csproj"] = ["Model"],
        ["Specs/Twin/Twin.csproj"] = ["Model", "Explorer", "Twinner"],
        ["Specs/Specs.csproj"] = ["Model", "Implementation", "Explorer", "Twin", "Twinner"],
        ["Tools/Cli/Cli.csproj"] = ["Model", "Implementation", "Explorer", "Specs", "Twinner"],
        ["Tools/Benchmarks/Benchmarks.csproj"] = ["Model", "Implementation", "Explorer", "Specs", "Twinner"],
        ["Tests/Tests.csproj"] = ["Model", "Implementation", "Explorer", "Specs", "Twinner", "Cli"],
        ["Tests/Coyote/Coyote.csproj"] = ["Model", "Implementation", "Specs"],
    };

    [Fact]
    public void Project_RefersOnlyDownwards()
    {
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), Repository.Files(".csproj"));
        foreach ((string project, string[] allowed) in Arrows)
        {
            IEnumerable<string> references = XDocument.Parse(Repository.Text(project)).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
            Assert.Empty(references.Except(allowed).Select(r => $"{project} -> {r}"));
        }
    }

    [Fact]
    public void Library_UsesNoPackage() => Assert.Empty(
        from room in (string[])["Model", "Explorer", "Implementation"]
        let project = $"{room}/{room}.csproj"
        from package in XDocument.Parse(Repository.Text(project)).Descendants("PackageReference")
        select $"{project} -> {package.Attribute("Include")?.Value}");

    [Theory]
    [InlineData("Implementation", "N:Plimsoll.Model.State")]
    [InlineData("Implementation", "N:Plimsoll.Model.Transitions")]
    [InlineData("Implementation", "T:System.Random")]
    [InlineData("Implementation", "T:System.DateTime")]
    [InlineData("Implementation", "P:System.Environment.TickCount")]
    [InlineData("Implementation", "P:System.Environment.TickCount64")]
    [InlineData("Implementation", "T:System.Threading.Thread")]
    [InlineData("Implementation", "T:System.Threading.Monitor")]
    [InlineData("Implementation", "T:System.Threading.Lock")]
    [InlineData("Model", "T:System.Random")]
    [InlineData("Model", "T:System.DateTime")]
    [InlineData("Model", "T:System.Environment")]
    [InlineData("Model", "T:System.Console")]
    [InlineData("Model", "T:System.Threading.Thread")]
    [InlineData("Model", "T:System.Threading.Interlocked")]
    [InlineData("Explorer", "T:System.Random")]
    public void Room_Bans(string room, string symbol)
    {
        Assert.Contains(
            Repository.Lines($"{room}/BannedSymbols.txt"),
            line => line.StartsWith($"{symbol};", StringComparison.Ordinal));
        Assert.DoesNotContain("RS0030", Repository.Text(".editorconfig"), StringComparison.Ordinal);
    }

    /// <summary>
    /// The analyzer knows projects, not folders: the door's own primitives, banned in the rest of the Implementation,
    /// are looked for in the source. The IL check proves the same of every method that an operation reaches.
    /// </summary>
    [Fact]
    public void Implementation_TouchesSharedMemory_InSyncOnly() => Offences(
        path => path.StartsWith("Implementation/", StringComparison.Ordinal)
            && !path.StartsWith("Implementation/Sync/", StringComparison.Ordinal),
        @"\b(Volatile|Interlocked|SpinWait|Unsafe\.|MemoryBarrier)\b|\bvolatile\b|\block\s*\(");

    [Fact]
    public void Model_HasNoStaticThatChanges() => Offences(
        path => path.StartsWith("Model/", StringComparison.Ordinal),
        @"^\s*\w+\s+static\s+(?!readonly)(?!.*operator)[\w<>\[\],?.]+\s+\w+\s*(=[^>]|;)|\{ get; set; \}");

    /// <summary>The Implementation may know Vocabulary and Rules, the twin's engine nothing of allocators.</summary>
    [Fact]
    public void Explorer_KnowsNoOtherRoom() => Offences(
        path => path.StartsWith("Explorer/", StringComparison.Ordinal),
        @"Plimsoll\.(Model|Pages|Sync|Specs|Twin|Twinner)\b");

    private static void Offences(Func<string, bool> inside, string pattern)
    {
        string all = string.Join('\n',
            from path in Repository.Files(".cs").Where(inside)
            from line in Repository.Lines(path).Select((text, i) => (Text: text, Number: i + 1))
            let code = Regex.Replace(line.Text, @"""[^""]*""|//.*$", "")
            where Regex.IsMatch(code, pattern)
            select $"{path}:{line.Number}: {line.Text.Trim()}");
        if (all.Length > 0) Assert.Fail(all);
    }
}
