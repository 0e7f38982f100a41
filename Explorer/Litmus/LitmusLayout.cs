using System.Globalization;

namespace Plimsoll.Explorer;

/// <summary>Where the cells of a program lie: the declared ones first, then the locks.</summary>
internal sealed class LitmusLayout
{
    private readonly Dictionary<string, (int First, int Count)> places = [];

    public LitmusLayout(LitmusProgram program)
    {
        List<string> names = [];
        List<int> initial = [];
        foreach (LitmusCells cell in program.Cells.Concat(program.Locks))
        {
            places.Add(cell.Name, (names.Count, cell.Count));
            initial.AddRange(cell.Initial);
            names.AddRange(
                cell.Length is null ? [cell.Name]
                : Enumerable.Range(0, cell.Count).Select(i => string.Create(
                    CultureInfo.InvariantCulture, $"{cell.Name}[{i}]")));
        }

        Names = [.. names];
        Initial = [.. initial];
        Declared = program.Cells.Sum(c => c.Count);
    }

    /// <summary>Of every cell; those from <see cref="Declared"/> on are locks without declaration.</summary>
    public string[] Names { get; }

    public int[] Initial { get; }

    public int Declared { get; }

    public (int First, int Count) Of(string name) => places[name];
}
