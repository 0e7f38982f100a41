namespace Plimsoll.Explorer;

/// <summary>The laws that the engine itself checks on every program.</summary>
public static class Laws
{
    /// <summary>Some CPU has not finished and none can go on.</summary>
    public const string Deadlock = "DEADLOCK";

    /// <summary>Nobody can do anything but go round in a loop for ever, and some CPU does.</summary>
    public const string Livelock = "LIVELOCK";

    /// <summary>A lock is unlocked by a CPU that does not hold it, or held by one that has finished.</summary>
    public const string Lock = "LOCK";

    /// <summary>A plain access is not ordered with a conflicting access of another CPU.</summary>
    public const string Race = "RACE";

    /// <summary>
    /// An access to a block whose life has ended, or one that may come after the end (<see cref="Lifetimes"/>).
    /// </summary>
    public const string UseAfterFree = "USE-AFTER-FREE";

    /// <summary>
    /// A block is used again, and not ordered after its last owner (<see cref="Lifetimes"/>).
    /// </summary>
    public const string UnorderedReuse = "UNORDERED-REUSE";

    /// <summary>A race with a wide access, which may see halves of two values (<see cref="WideAccesses"/>).</summary>
    public const string Torn = "TORN";

    /// <summary>The execution takes more steps than allowed.</summary>
    public const string Steps = "STEPS";

    /// <summary>The guest threw an exception. Says nothing about a law.</summary>
    public const string Crash = "CRASH";

    /// <summary>
    /// The same schedule did not lead to the same execution: the program depends on something that is neither restored
    /// nor scheduled (a clock, a hash code, a static field, memory outside the cells). Says nothing about a law.
    /// </summary>
    public const string Uncontrolled = "UNCONTROLLED";

    internal static bool IsCrash(string law) => law is Crash or Uncontrolled;
}
