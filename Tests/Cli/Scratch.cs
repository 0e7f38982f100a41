namespace Plimsoll.Tests.Cli;

/// <summary>A folder of its own, gone afterwards.</summary>
internal sealed class Scratch : IDisposable
{
    public Scratch() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"plimsoll-cli-{Guid.NewGuid():N}");

    public string In(string name) => Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
