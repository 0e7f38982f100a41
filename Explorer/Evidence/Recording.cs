namespace Plimsoll.Explorer;

/// <summary>
/// One execution: every access, plain ones included, and the law that it broke, if any. Cells are offsets from
/// <see cref="IProgram.Memory"/>, so that recordings of two programs compare.
/// </summary>
public sealed record Recording(Schedule Schedule, IReadOnlyList<Step> Steps, string? Law)
{
    /// <summary>
    /// The index of the first step that is not the same access (CPU, kind, cell, old and new value) in both, or -1.
    /// Lines are not compared: the sources may be laid out differently.
    /// </summary>
    public int FirstDifference(Recording other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int common = Math.Min(Steps.Count, other.Steps.Count);
        for (int i = 0; i < common; i++)
        {
            if (Steps[i] with { Line = 0, File = "" } != other.Steps[i] with { Line = 0, File = "" }) return i;
        }

        return Steps.Count == other.Steps.Count ? -1 : common;
    }
}
