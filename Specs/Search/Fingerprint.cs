namespace Plimsoll.Specs.Search;

/// <summary>
/// 128 bits that stand for a state: two lanes of multiply and fold, each with its own multiplier. Among n states two
/// share a fingerprint with a chance of about n^2 / 2^129.
/// </summary>
public readonly record struct Fingerprint(ulong A, ulong B)
{
    /// <summary>Where every fingerprint starts: the fractions of the square roots of 2 and 3.</summary>
    public static Fingerprint Seed => new(0x6A09E667F3BCC909, 0xBB67AE8584CAA73B);

    /// <summary>The fingerprint of this, then <paramref name="value"/>.</summary>
    public Fingerprint Then(ulong value) =>
        new(Fold(A ^ value, 0x9E3779B97F4A7C15), Fold(B ^ value, 0xD6E8FEB86659FD93));

    /// <summary>The fingerprint of this, then another.</summary>
    public Fingerprint Then(Fingerprint next) => Then(next.A).Then(next.B);

    /// <summary>The fingerprint of both, whichever comes first.</summary>
    public Fingerprint Beside(Fingerprint other)
    {
        bool first = A < other.A || (A == other.A && B < other.B);
        return first ? Then(other) : other.Then(this);
    }

    /// <summary>Its bits are as good as random: some of them will do.</summary>
    public override int GetHashCode() => unchecked((int)A);

    private static ulong Fold(ulong value, ulong multiplier) => Math.BigMul(value, multiplier, out ulong low) ^ low;
}
