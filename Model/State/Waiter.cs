using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>How a waiter's wait goes.</summary>
public enum Waiting : byte
{
    /// <summary>It sleeps.</summary>
    Asleep,

    /// <summary>Something went to the backing allocator: it tries again from the first level, its place kept.</summary>
    Trying,

    /// <summary>It tries again, and something more came back meanwhile: it may not sleep before another try.</summary>
    Again,

    /// <summary>What it waits for was handed to it; it has not picked it up yet.</summary>
    Served,

    /// <summary>Its wait was cancelled; it has not left the queue yet.</summary>
    Cancelled,
}

/// <summary>One place in a pool's queue (semantics D.1, Part 0.10).</summary>
/// <param name="Entitled">It may be given an element of the reserve.</param>
/// <param name="Need">Elements it waits for.</param>
/// <param name="Mail">What was handed to it.</param>
public readonly record struct Waiter(int Task, bool Entitled, int Need, Waiting State, Item Mail)
{
    /// <summary>It still waits for an element.</summary>
    public bool Waits => State <= Waiting.Again;

    public void Write(Encoder to)
    {
        to.Number((Task << 16) | (Need << 8) | ((int)State << 1) | (Entitled ? 1 : 0));
        to.Item(Mail);
    }

    public override string ToString() =>
        $"task {Task} {State}{(Need > 1 ? $" for {Need}" : "")}{(Mail.IsNone ? "" : $" with {Mail}")}";
}
