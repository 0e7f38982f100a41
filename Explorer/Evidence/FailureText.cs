using System.Text;

namespace Plimsoll.Explorer;

/// <summary>
/// A failure as text, the product of an exploration: the folded table, the law, the schedule, what would have to come
/// the other way round, and then the table of every access.
/// </summary>
public static class FailureText
{
    /// <summary>Stands where <see cref="FlippingRace.Of"/> found none.</summary>
    public const string NoRace = "no schedule with one race the other way round passes\n";

    public static string Render(IProgram program, Failure failure, FlippingRace? race)
    {
        ArgumentNullException.ThrowIfNull(failure);
        StringBuilder text = new(Table.Render(program, failure));
        text.Append(race?.Text ?? NoRace).Append("\nevery access:\n\n");
        return text.Append(Table.Render(program, failure.Events, marked: true, full: true)).ToString();
    }
}
