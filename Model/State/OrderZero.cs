namespace Plimsoll.Model.State;

/// <summary>The three caches of order-0 pages (semantics F).</summary>
public sealed record OrderZero
{
    public static OrderZero None { get; } = new();

    public void Write(Encoder to) => to.Number(ReferenceEquals(this, None));
}
