using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Explorer;

/// <summary>Unwinds plain code whose execution is over. Coroutines need none: they are dropped.</summary>
[SuppressMessage("Design", "CA1064", Justification = "A guest must not be able to name it, least of all to catch it.")]
[SuppressMessage("Design", "CA1032", Justification = "Thrown by the engine only.")]
internal sealed class Abandoned() : Exception("The execution is over: guests must let this exception pass.");
