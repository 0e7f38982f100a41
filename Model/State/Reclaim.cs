namespace Plimsoll.Model.State;

/// <summary>What can be reclaimed, and who does: reclaimable pages, kswapd, the OOM killer (semantics I).</summary>
public sealed record Reclaim
{
    public static Reclaim None { get; } = new();

    public void Write(Encoder to) => to.Number(ReferenceEquals(this, None));
}
