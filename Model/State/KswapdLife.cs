namespace Plimsoll.Model.State;

/// <summary>What kswapd of a node is about (semantics I).</summary>
public enum KswapdLife : byte
{
    Asleep,
    Awake,

    /// <summary>It found every zone above high and is about to sleep: it looks once more when it does.</summary>
    Settled,
}
