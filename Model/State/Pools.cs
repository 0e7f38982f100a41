namespace Plimsoll.Model.State;

/// <summary>Mempools: their elements and their waiters (semantics D).</summary>
public sealed record Pools
{
    public static Pools None { get; } = new();

    public void Write(Encoder to) => to.Number(ReferenceEquals(this, None));
}
