namespace Plimsoll.Explorer;

/// <summary>
/// The reduction has contradicted itself: a mistake in the explorer, or in what it takes two steps to do to one
/// another, and no verdict on the program.
/// </summary>
public sealed class ReductionFaultException(string fact) : InvalidOperationException(fact);
