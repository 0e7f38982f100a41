using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Plimsoll.Sync;

namespace Plimsoll.Specs.Subjects;

/// <summary>The shipped source, behind the door that <typeparamref name="S"/> opens.</summary>
public sealed class ProductionSubject<S> : ISubject
    where S : struct, ISync
{
    private readonly PageSubject<S> subject;

    /// <param name="started">Whether the allocator is ready for use, or blank for a whole life.</param>
    public ProductionSubject(Topology topology, int slots, bool started = true)
    {
        subject = new(topology, slots);
        if (started) subject.Start();
        View = new AllocatorView(subject.Layout, held: false);
    }

    public IMemoryView View { get; }

    public nuint Memory => subject.Layout.Memory;

    public int MemoryBytes => subject.Layout.Bytes;

    public uint[] Slots => subject.Slots;

    public int[] Orders => subject.Orders;

    public string NameOf(nuint cell) => subject.Layout.NameOf(cell);

    public int ZoneOf(nuint cell) => subject.Layout.ZoneOf(cell);

    public Outcome Apply(int cpu, int index, Operation operation) => subject.Apply(cpu, index, operation);

    public string[] Validate() => subject.Validate();

    public CoTask Start(int cpu, Operation[] operations) =>
        throw new NotSupportedException("the production source is plain code; its coroutine form is the twin");

    public void Run(int cpu, Operation[] operations) => subject.Run(cpu, operations);

    public CoTask StartLife(Operation[] operations) => Start(0, operations);

    public void RunLife(Operation[] operations) => subject.Live(operations);

    public void Dispose() => subject.Layout.Dispose();
}
