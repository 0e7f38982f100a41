using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Explorer;

/// <summary>
/// A text that is no replay. The message reads <c>file:line: what is wrong, and what would be right</c>.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "A place in a file is always known.")]
public sealed class ReplayFormatException(string file, int line, string problem)
    : FormatException($"{file}:{line}: {problem}")
{
    public string File { get; } = file;

    public int Line { get; } = line;
}
