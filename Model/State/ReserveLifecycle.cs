using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>Where a reserve below the root stands, from its own point of view.</summary>
public enum ReserveLife : byte
{
    /// <summary>It hangs below nothing.</summary>
    Disconnected,

    /// <summary>Linked, and its pages are counted; nothing may be charged because they are not backed.</summary>
    Linked,

    /// <summary>Backed; nothing is charged to the reserve itself and nobody waits.</summary>
    Connected,

    /// <summary>Something is charged to it, and nobody waits.</summary>
    Charged,

    /// <summary>Somebody waits for a charge.</summary>
    Waiting,
}

/// <summary>What moves a reserve: the notes of <see cref="Ghost"/> that name it.</summary>
public enum ReserveTrigger : byte
{
    Link,
    Back,
    Withdraw,
    Unlink,
    Charge,
    Uncharge,
    Wait,

    /// <summary>Who waited is told that the reserve is disconnected.</summary>
    Leave,
}

/// <summary>The life of a reserve (semantics E.2, Part 0.6).</summary>
public static class ReserveLifecycle
{
    public static Lifecycle<ReserveLife, ReserveTrigger> Table { get; } = new(
        "a reserve",
        ReserveLife.Disconnected,
        new(ReserveLife.Disconnected, ReserveTrigger.Link, ReserveLife.Linked),
        new(ReserveLife.Linked, ReserveTrigger.Back, ReserveLife.Connected),
        new(ReserveLife.Linked, ReserveTrigger.Back, ReserveLife.Waiting),
        new(ReserveLife.Linked, ReserveTrigger.Unlink, ReserveLife.Disconnected),
        new(ReserveLife.Connected, ReserveTrigger.Withdraw, ReserveLife.Linked),
        new(ReserveLife.Connected, ReserveTrigger.Charge, ReserveLife.Charged),
        new(ReserveLife.Connected, ReserveTrigger.Wait, ReserveLife.Waiting),
        new(ReserveLife.Charged, ReserveTrigger.Charge, ReserveLife.Charged),
        new(ReserveLife.Charged, ReserveTrigger.Wait, ReserveLife.Waiting),
        new(ReserveLife.Charged, ReserveTrigger.Uncharge, ReserveLife.Charged),
        new(ReserveLife.Charged, ReserveTrigger.Uncharge, ReserveLife.Connected),
        new(ReserveLife.Waiting, ReserveTrigger.Wait, ReserveLife.Waiting),
        new(ReserveLife.Waiting, ReserveTrigger.Charge, ReserveLife.Waiting),
        new(ReserveLife.Waiting, ReserveTrigger.Charge, ReserveLife.Charged),
        new(ReserveLife.Waiting, ReserveTrigger.Uncharge, ReserveLife.Waiting),
        new(ReserveLife.Waiting, ReserveTrigger.Withdraw, ReserveLife.Linked),
        new(ReserveLife.Waiting, ReserveTrigger.Leave, ReserveLife.Waiting),
        new(ReserveLife.Waiting, ReserveTrigger.Leave, ReserveLife.Connected),
        new(ReserveLife.Linked, ReserveTrigger.Leave, ReserveLife.Linked),
        new(ReserveLife.Disconnected, ReserveTrigger.Leave, ReserveLife.Disconnected))
    {
        About = """
            A reserve is linked first, and backed when the pages for it were found; only then may anything be charged.
            A connect that finds no pages is undone. Disconnecting goes the other way: first the limits go, so that
            nothing can be charged any more, then the pages. It is refused while anything in the subtree is charged;
            who waits is told, and leaves.
            """,
    };

    public static ReserveLife Of(Reserves tree, int reserve)
    {
        Reserve node = tree.Nodes[reserve];
        if (node.Parent < 0) return ReserveLife.Disconnected;
        if (!node.Backed) return ReserveLife.Linked;
        if (!node.Queue.IsEmpty) return ReserveLife.Waiting;
        int below = 0;
        foreach (Reserve child in tree.Nodes) below += child.Parent == reserve && child.Backed ? child.Usage : 0;
        return node.Usage > below ? ReserveLife.Charged : ReserveLife.Connected;
    }

    /// <summary>The trigger a note stands for; null if it moves no reserve.</summary>
    /// <param name="waited">ReserveRefused: the task was in the reserve's queue.</param>
    public static ReserveTrigger? TriggerOf(Label label, bool waited) => label.What switch
    {
        Ghost.Link => ReserveTrigger.Link,
        Ghost.Back => ReserveTrigger.Back,
        Ghost.Withdraw => ReserveTrigger.Withdraw,
        Ghost.Unlink => ReserveTrigger.Unlink,
        Ghost.Charge => ReserveTrigger.Charge,
        Ghost.Uncharge => ReserveTrigger.Uncharge,
        Ghost.Wait => ReserveTrigger.Wait,
        Ghost.ReserveRefused when waited => ReserveTrigger.Leave,
        _ => null,
    };
}
