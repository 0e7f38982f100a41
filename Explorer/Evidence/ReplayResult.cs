namespace Plimsoll.Explorer;

/// <summary>
/// What one run of a replay gave. Reproduced: every step fitted and the file's law broke. DivergedAt: the first step,
/// counted from 1, that did not fit; from there on the lowest enabled CPU ran, and a law that broke is reported but
/// reproduces nothing.
/// </summary>
public sealed record ReplayResult(
    bool Reproduced,
    string? Law,
    string? Message,
    int? DivergedAt,
    string? Divergence,
    int Steps,
    int Executions,
    Schedule Schedule,
    IReadOnlyList<Event> Events);
