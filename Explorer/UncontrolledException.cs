namespace Plimsoll.Explorer;

/// <summary>
/// The same schedule led to another state: the program depends on something that the explorer neither restores nor
/// decides (a clock, a hash code, a static field, memory outside the cells).
/// </summary>
public sealed class UncontrolledException(int step)
    : Exception($"Uncontrolled nondeterminism: with the same schedule other CPUs were enabled at step {step + 1}.");
