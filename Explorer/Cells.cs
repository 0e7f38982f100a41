namespace Plimsoll.Explorer;

/// <summary>Names of cells, for people and for files.</summary>
internal static class Cells
{
    /// <summary>What stands where a step touches no cell, or no place in the source.</summary>
    public const string None = "-";

    public static string NameOf(IProgram program, AccessKind kind, nuint cell) =>
        kind.HasNoCell() ? None : program.NameOf(cell);

    public static string NameOf(IProgram program, in Step step) => NameOf(program, step.Kind, step.Cell);
}
