using System.Globalization;

namespace Plimsoll.Explorer;

/// <summary>How well a replay fitted the program it was run against.</summary>
public enum ReplayFit
{
    /// <summary>Every step fitted.</summary>
    Whole,

    /// <summary>Some step did not fit; the schedule was placed anew by its anchors.</summary>
    Resynchronised,

    /// <summary>So it was, and the law broke only when a switch of CPUs was moved a few steps.</summary>
    Near,
}

/// <summary>
/// What following a replay gave. Reproduced: the file's law broke. DivergedAt: the first step, counted from 1, that did
/// not fit; Divergence: why. Notes: what else differs from the recording. Steps, Schedule and Events are those of the
/// execution that is shown: the one that broke the law, else the closest one.
/// </summary>
public sealed record ReplayResult(
    bool Reproduced,
    ReplayFit Fit,
    string? Law,
    string? Message,
    int? DivergedAt,
    string? Divergence,
    IReadOnlyList<string> Notes,
    int Steps,
    int Executions,
    Schedule Schedule,
    IReadOnlyList<Event> Events)
{
    /// <summary>In a line: whether it was reproduced, and how.</summary>
    public string Verdict(string law)
    {
        string at = DivergedAt is { } step ? step.ToString(CultureInfo.InvariantCulture) : "";
        string how = (Reproduced, Fit) switch
        {
            (true, ReplayFit.Whole) => $"reproduced: {law}",
            (true, ReplayFit.Resynchronised) => $"reproduced after resynchronising at step {at}: {law}",
            (true, _) => $"reproduced near the recorded schedule, which diverged at step {at}: {law}",
            (false, _) when DivergedAt is null => $"not reproduced: {law} held",
            _ => $"not reproduced: {law} held, diverged at step {at}",
        };
        string executions = Executions == 1 ? "1 execution" : $"{Executions} executions";
        return string.Create(CultureInfo.InvariantCulture, $"{how}, {Steps} steps, {executions}");
    }
}
