namespace Plimsoll.Explorer;

/// <summary>What a CPU announces first, if it takes any step.</summary>
internal readonly record struct FirstAccess(bool Exists, AccessKind Kind, nuint Cell, uint Comparand);
