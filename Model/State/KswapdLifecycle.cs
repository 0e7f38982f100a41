using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>What moves kswapd: the notes of <see cref="Ghost"/> that concern it.</summary>
public enum KswapdTrigger : byte
{
    Wake,
    Reclaim,
    Balanced,
    Sleep,
    Unsettled,
}

/// <summary>The life of a node's kswapd (semantics I).</summary>
public static class KswapdLifecycle
{
    public static Lifecycle<KswapdLife, KswapdTrigger> Table { get; } = new(
        "a kswapd",
        KswapdLife.Asleep,
        new(KswapdLife.Asleep, KswapdTrigger.Wake, KswapdLife.Awake),
        new(KswapdLife.Awake, KswapdTrigger.Wake, KswapdLife.Awake),
        new(KswapdLife.Awake, KswapdTrigger.Reclaim, KswapdLife.Awake),
        new(KswapdLife.Awake, KswapdTrigger.Balanced, KswapdLife.Settled),
        new(KswapdLife.Settled, KswapdTrigger.Wake, KswapdLife.Awake),
        new(KswapdLife.Settled, KswapdTrigger.Unsettled, KswapdLife.Awake),
        new(KswapdLife.Settled, KswapdTrigger.Sleep, KswapdLife.Asleep))
    {
        About = """
            Settled is the moment between finding every zone above high and going to sleep. A wake that falls into it
            keeps kswapd awake, and it looks at the zones once more before it sleeps: else a wake would be lost.
            """,
    };
}
