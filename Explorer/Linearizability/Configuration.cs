using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Which operations are ordered, and the state they lead to: all that the rest of a search depends on.
/// </summary>
internal readonly struct Configuration<TState>(in OrderedSet ordered, TState state)
    : IEquatable<Configuration<TState>>
    where TState : notnull
{
    private readonly TState state = state;
    private readonly ulong low = ordered.Low;
    private readonly ulong[]? high = ordered.CopyHigh();
    private readonly int hash = HashCode.Combine(ordered.Hash, state);

    public bool Equals(Configuration<TState> other) =>
        hash == other.hash && low == other.low && high.AsSpan().SequenceEqual(other.high)
            && EqualityComparer<TState>.Default.Equals(state, other.state);

    public override bool Equals(object? obj) => obj is Configuration<TState> other && Equals(other);

    public override int GetHashCode() => hash;
}

/// <summary>A set of operations by their numbers, with a hash that is kept up to date; 64 fit in a word.</summary>
internal struct OrderedSet
{
    private const int Word = 64;

    private ulong[]? high;

    public ulong Low { get; private set; }

    public ulong Hash { get; private set; }

    public static OrderedSet Empty(int operations) =>
        new() { high = operations <= Word ? null : new ulong[(operations - 1) / Word] };

    public readonly ulong[]? CopyHigh() => high is null ? null : [.. high];

    /// <summary>Adds an operation that is not there, or takes out one that is.</summary>
    public void Toggle(int operation)
    {
        if (operation < Word) Low ^= 1ul << operation;
        else high![(operation / Word) - 1] ^= 1ul << (operation % Word);
        Hash ^= BitOperations.RotateLeft(unchecked(((ulong)operation + 1) * 0x9E3779B97F4A7C15), operation % Word);
    }
}
