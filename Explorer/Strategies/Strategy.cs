namespace Plimsoll.Explorer;

/// <summary>
/// Decides who is next: a CPU, or under a weak memory model a lane of a store buffer (ids from
/// <see cref="Turns.Cpus"/> on). The engine asks only where more than one is enabled, unless
/// <see cref="WantsEveryStep"/>.
/// </summary>
internal abstract class Strategy
{
    /// <summary>
    /// Answered by <see cref="Choose"/>: whatever follows was seen, or will be, in another execution. The engine gives
    /// this one up and counts it as blocked.
    /// </summary>
    public const int Redundant = -2;

    /// <summary>Answered by <see cref="Choose"/>: a choice made before no longer exists.</summary>
    protected const int Nobody = Turns.Nobody;

    /// <summary>Who is where, and what everybody's next step would do. Set when an execution starts.</summary>
    public Turns Turns { get; set; } = null!;

    /// <summary>Asked at every step, not only where there is a choice.</summary>
    public virtual bool WantsEveryStep => false;

    /// <summary>Whether <see cref="Performed"/> is called.</summary>
    public virtual bool WantsEffects => false;

    /// <summary>The number of preemptions that is explored now; null where none is.</summary>
    public virtual int? Level => null;

    /// <summary>Whether something was left out because it takes more preemptions than allowed.</summary>
    public virtual bool Cut => false;

    /// <summary>The execution that was prepared is there to learn from: another part of the search counts it.</summary>
    public virtual bool IsLearning => false;

    /// <summary>The program turns out to be one for source-DPOR: nothing of this search counts.</summary>
    public virtual bool IsOutOfItsDepth => false;

    /// <summary>Prepares the next execution; false when there is none left.</summary>
    public abstract bool Next();

    /// <summary>
    /// The execution stopped half-way to learn something, and is run again from the start: the same choices are made as
    /// far as it came.
    /// </summary>
    public abstract void Again();

    /// <summary>
    /// Chooses the next, or <see cref="Nobody"/> where a choice made before no longer exists (the program is not under
    /// control), or <see cref="Redundant"/>.
    /// </summary>
    /// <param name="step">How many steps were decided before.</param>
    /// <param name="current">The CPU that took the last step that was no flush; -1 at the start. It may be blocked or
    /// finished.</param>
    /// <param name="enabled">Who can take the next step, as a set of bits, never empty.</param>
    public abstract int Choose(int step, int current, ulong enabled);

    /// <summary>The access of the step that was decided last has taken place.</summary>
    public virtual void Performed(in Effect effect)
    {
    }

    /// <summary>What a CPU did before, or after, the access of its step, as laws can tell it.</summary>
    public virtual void Noted(int cpu, in Ghosts ghosts)
    {
    }

    /// <summary>A process-wide barrier, whose step has not ended yet, forces this store out.</summary>
    public virtual void Drained(in Effect effect, uint value)
    {
    }

    /// <summary>The execution is over; <see cref="Turns"/> still shows where everybody stands.</summary>
    public virtual void Ended(Ending ending)
    {
    }
}

/// <summary>How an execution ended.</summary>
internal enum Ending
{
    /// <summary>Every CPU has finished.</summary>
    Complete,

    /// <summary>Some CPU has not finished and none can go on: <see cref="Turns.Waiting"/> says who waits.</summary>
    Deadlock,

    /// <summary>A law was broken on the way.</summary>
    Failed,

    /// <summary>Given up.</summary>
    Blocked,
}
