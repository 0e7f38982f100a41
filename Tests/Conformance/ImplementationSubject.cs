using Plimsoll.Specs.Refinement;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Plimsoll.Specs.Subjects;

namespace Plimsoll.Tests.Conformance;

/// <summary>The shipped allocator.</summary>
public sealed class ImplementationSubject : IConformanceSubject, IDisposable
{
    /// <summary>Slots for more blocks than any of the machines has frames.</summary>
    public const int Slots = 256;

    private readonly PageSubject<Recording> subject;

    public ImplementationSubject(Topology topology)
    {
        subject = new(topology, Slots);
        subject.Start();
        View = new AllocatorView(subject.Layout, held: false);
    }

    public IMemoryView View { get; }

    public Outcome Apply(int cpu, Operation operation, List<Label> notes)
    {
        Recording.Send((what, a, b, c) =>
        {
            if (what is not (Ghost.Begin or Ghost.End)) notes.Add(new(what, a, b, c));
        });
        try
        {
            return subject.Apply(cpu, 0, operation);
        }
        catch (MisuseException)
        {
            return Outcome.Refused;
        }
        finally
        {
            Recording.Send(null);
        }
    }

    public string? Validate() => subject.Validate() is [string fact, ..] ? fact : null;

    public void Dispose() => subject.Layout.Dispose();
}
