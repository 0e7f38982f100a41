namespace Plimsoll.Explorer;

/// <summary>How many executions there are in all, with an interval that holds the truth nine times in ten.</summary>
public readonly record struct Estimate(double Low, double Mean, double High);
