namespace Plimsoll.Model.State;

/// <summary>Slab caches: their slabs, who has which object, what lies on which list (semantics C).</summary>
public sealed record Slabs
{
    public static Slabs None { get; } = new();

    public void Write(Encoder to) => to.Number(ReferenceEquals(this, None));
}
