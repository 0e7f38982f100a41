using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Refinement;

/// <summary>
/// What a run of conformance has seen: refusals, tagged takes, orders, transitions of the page life cycle, outcomes.
/// </summary>
public sealed class Coverage
{
    /// <summary>Every way in which an operation can end.</summary>
    public static readonly string[] AllOutcomes =
    [
        "allocate granted by a list", "allocate granted by buddy", "allocate granted below the marks",
        "allocate refused", "allocate refused though entitled", "free to a list",
        "free to a list that gives a batch back",
        "free to buddy", "free of nothing", "drain", "drain of nothing", "raise done", "raise rolled back",
        "lower done",
        "lower refused", "set min_free", "offline",
    ];

    public int Commands { get; private set; }

    public int Plain { get; private set; }

    public int PlainRefused { get; private set; }

    public int Entitled { get; private set; }

    public int EntitledTagged { get; private set; }

    public SortedSet<int> Orders { get; } = [];

    public HashSet<PageTrigger> Triggers { get; } = [];

    public HashSet<string> Outcomes { get; } = [];

    public double PlainRefusedShare => Plain == 0 ? 0 : (double)PlainRefused / Plain;

    public double EntitledTaggedShare => Entitled == 0 ? 0 : (double)EntitledTagged / Entitled;

    /// <param name="before">The memory before the operation: a release's tag stands there.</param>
    public void Count(Memory before, Operation operation, List<Label> notes, Outcome outcome)
    {
        Commands++;
        bool tagged = false;
        foreach (Label note in notes)
        {
            tagged |= note.What == Ghost.Take && note.Tagged;
            bool wasTagged = note.What == Ghost.Release && before.Blocks[note.B].Tagged;
            if (PageLifecycle.TriggerOf(note.What, note.C, wasTagged) is { } trigger) Triggers.Add(trigger);
        }

        Outcomes.Add(NameOf(operation, notes, outcome, tagged));
        if (operation.Kind != OperationKind.Allocate) return;
        if (outcome.Ok) Orders.Add(operation.Request.Order.Value);
        if (AllocFlag.Entitled(operation.Request.Gfp, operation.Request.Context))
        {
            Entitled++;
            EntitledTagged += tagged ? 1 : 0;
        }
        else
        {
            Plain++;
            PlainRefused += outcome.Ok ? 0 : 1;
        }
    }

    /// <summary>What this run never did; empty when it did everything asked of it.</summary>
    public IEnumerable<string> Missing()
    {
        if (PlainRefusedShare < 0.20) yield return $"only {PlainRefusedShare:P0} of plain requests were refused";
        if (EntitledTaggedShare < 0.05)
        {
            yield return $"only {EntitledTaggedShare:P0} of entitled requests went below the marks";
        }

        foreach (int order in Enumerable.Range(0, 4).Except(Orders)) yield return $"no grant of order {order}";
        foreach (var row in PageLifecycle.Table.Where(r => !Triggers.Contains(r.Trigger))) yield return $"no {row}";

        foreach (string outcome in AllOutcomes.Except(Outcomes)) yield return $"no outcome '{outcome}'";
    }

    public override string ToString() =>
        $"{Commands} commands; {PlainRefusedShare:P0} of {Plain} plain requests refused; "
        + $"{EntitledTaggedShare:P0} of {Entitled} entitled requests below the marks; orders "
        + $"{string.Join(' ', Orders)}; "
        + $"{Triggers.Count} of {PageLifecycle.Table.Count} transitions; {Outcomes.Count} of {AllOutcomes.Length} "
        + "outcomes";

    private static string NameOf(Operation operation, List<Label> notes, Outcome outcome, bool tagged)
    {
        bool Noted(uint what) => notes.Any(n => n.What == what);
        return operation.Kind switch
        {
            OperationKind.Allocate when tagged => "allocate granted below the marks",
            OperationKind.Allocate when outcome.Ok => "allocate granted by " + (Noted(Ghost.Hit) ? "a list" : "buddy"),
            OperationKind.Allocate => "allocate refused" + (Noted(Ghost.LastAttempt) ? " though entitled" : ""),
            OperationKind.Free when Noted(Ghost.Push) =>
                "free to a list" + (Noted(Ghost.Drain) ? " that gives a batch back" : ""),
            OperationKind.Free => notes.Count > 0 ? "free to buddy" : "free of nothing",
            OperationKind.Drain => notes.Count > 0 ? "drain" : "drain of nothing",
            OperationKind.Adjust when operation.Argument > 0 => outcome.Ok ? "raise done" : "raise rolled back",
            OperationKind.Adjust => outcome.Ok ? "lower done" : "lower refused",
            OperationKind.SetMinFree => "set min_free",
            _ => "offline",
        };
    }
}
