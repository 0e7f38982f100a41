using Microsoft.CodeAnalysis;

namespace Plimsoll.Twinner;

/// <summary>A place in the source that cannot become part of a coroutine.</summary>
public sealed record Breach(string Code, string Path, int Line, int Column, string Text)
{
    internal static Breach At(Ban ban, Location location, string what)
    {
        FileLinePositionSpan span = location.GetMappedLineSpan();
        return new(
            ban.Code, span.Path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1,
            $"{what}: {ban.Why}");
    }

    /// <summary>The form in which MSBuild finds errors in a tool's output.</summary>
    public override string ToString() => $"{Path}({Line},{Column}): error {Code}: {Text}";
}
