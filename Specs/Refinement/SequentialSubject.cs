using Plimsoll.Explorer;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Subjects;

namespace Plimsoll.Specs.Refinement;

/// <summary>Any form of the allocator, one operation at a time, outside any exploration.</summary>
public sealed class SequentialSubject(ISubject subject) : IConformanceSubject, IDisposable
{
    /// <summary>Slots for more blocks than any of the machines has frames.</summary>
    public const int SlotCount = 256;

    public IMemoryView View => subject.View;

    /// <summary>The first note that memory contradicted in its instant, or null.</summary>
    public string? Untruth { get; private set; }

    public Outcome Apply(int cpu, Operation operation, List<Label> notes)
    {
        Guest.NoteSink = (what, a, b, c) =>
        {
            Label note = new(what, a, b, c);
            notes.Add(note);
            Untruth ??= NoteTruth.Contradiction(subject.View, note);
        };
        try
        {
            return subject.Apply(cpu, 0, operation);
        }
        catch (InvalidOperationException e) when (e.GetType().Name == nameof(Pages.MisuseException))
        {
            // Every form has its own type of that name. To the model a misuse is a refusal that changes nothing.
            return Outcome.Refused;
        }
        finally
        {
            Guest.NoteSink = null;
        }
    }

    public string? Validate() => subject.Validate() is [string fact, ..] ? fact : null;

    public void Dispose() => subject.Dispose();
}
