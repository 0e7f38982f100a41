using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Plimsoll.Explorer;

/// <summary>
/// A text that is no litmus program. The message reads
/// <c>file:line:column: what is wrong, and what would be right</c>.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "A place in a file is always known.")]
public sealed class LitmusException(string file, LitmusPlace place, string problem)
    : FormatException(string.Create(CultureInfo.InvariantCulture, $"{file}:{place.Line}:{place.Column}: {problem}"))
{
    public string File { get; } = file;

    public LitmusPlace Place { get; } = place;
}

/// <summary>A place in a text; lines and columns count from 1.</summary>
public readonly record struct LitmusPlace(int Line, int Column);
