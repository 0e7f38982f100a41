namespace Plimsoll.Explorer;

/// <summary>
/// Decides who is next. The engine asks only where more than one CPU is enabled, unless <see cref="WantsEveryStep"/>.
/// </summary>
internal abstract class Strategy
{
    public virtual bool WantsEveryStep => false;

    /// <summary>Prepares the next execution; false when there is none left.</summary>
    public abstract bool Next();

    /// <summary>
    /// Chooses the next CPU, or nobody where a choice made before no longer exists: the program is not under control.
    /// </summary>
    /// <param name="step">How many steps were decided before.</param>
    /// <param name="current">The CPU that took the last step; -1 at the start. It may be blocked or finished.</param>
    /// <param name="enabled">The CPUs that can take the next step, as a set of bits, never empty.</param>
    public abstract int Choose(int step, int current, uint enabled);
}
