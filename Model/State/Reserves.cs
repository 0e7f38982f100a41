namespace Plimsoll.Model.State;

/// <summary>The reserve tree: demands, limits, usage and waiters (semantics E).</summary>
public sealed record Reserves
{
    public static Reserves None { get; } = new();

    public void Write(Encoder to) => to.Number(ReferenceEquals(this, None));
}
