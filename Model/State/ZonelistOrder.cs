namespace Plimsoll.Model.State;

/// <summary>How zonelists are ordered (semantics A.4; sysctl numa_zonelist_order).</summary>
public enum ZonelistOrder : byte
{
    /// <summary>By node first: the norm.</summary>
    Node,

    /// <summary>By zone type first.</summary>
    Zone,

    /// <summary>Only where a rebuild is not atomic: the list has its first half so far.</summary>
    HalfBuilt,
}
