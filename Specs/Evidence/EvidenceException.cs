namespace Plimsoll.Specs.Evidence;

/// <summary>Evidence that cannot be read: what is wrong, where, and what would be right. The command line exits 2 with it.</summary>
public sealed class EvidenceException(string path, long line, string fact)
    : Exception(line > 0 ? $"{path}:{line} {fact}" : $"{path} {fact}")
{
    public string Path { get; } = path;

    /// <summary>The line, counted from 1; 0 when the fact is about the whole file.</summary>
    public long Line { get; } = line;
}
