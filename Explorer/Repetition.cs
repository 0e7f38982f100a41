namespace Plimsoll.Explorer;

/// <summary>
/// The guard against nondeterminism that no schedule decides: a clock, a random number, a hash code, a static field
/// that keeps its value, memory outside the cells. One schedule is run twice; both executions must be the same.
/// </summary>
internal static class Repetition
{
    /// <summary>Where two executions of one schedule part, for people; null: nowhere.</summary>
    public static string? Difference(IProgram program, List<Event> first, List<Event> second)
    {
        int common = Math.Min(first.Count, second.Count);
        for (int i = 0; i < common; i++)
        {
            if (first[i] != second[i])
                return $"event {i + 1} was '{Text(program, first[i])}' first, '{Text(program, second[i])}' then";
        }

        if (first.Count == second.Count) return null;
        Event more = first.Count > common ? first[common] : second[common];
        string which = first.Count > common ? "first" : "then";
        return $"event {common + 1} was '{Text(program, more)}' {which}, and missing when run the other time";
    }

    private static string Text(IProgram program, in Event happened) => happened.Access is { } step
        ? $"cpu{step.Cpu} {step.Kind.Word()} {Cells.NameOf(program, step)} {step.Old} -> {step.New} @ {step.Place}"
        : $"cpu{happened.Cpu} {program.Describe(happened.Note!.Value)}";
}
