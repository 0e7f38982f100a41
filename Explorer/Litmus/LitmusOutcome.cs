namespace Plimsoll.Explorer;

/// <summary>A final state of a litmus program: every thread has ended.</summary>
/// <param name="Registers">All that are assigned anywhere, as <c>t0.h</c>; 0 where the assignment was not reached.
/// </param>
/// <param name="Cells">The declared cells: <c>head</c>, <c>next[2]</c>.</param>
/// <param name="Executions">How many executions came to it.</param>
public sealed record LitmusOutcome(
    IReadOnlyList<KeyValuePair<string, int>> Registers,
    IReadOnlyList<KeyValuePair<string, int>> Cells,
    long Executions);
