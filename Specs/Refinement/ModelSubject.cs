using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Refinement;

/// <summary>
/// The model run as an allocator: wherever several steps are allowed it takes one of them. Without a random source it
/// takes the first, which is what a plain allocator would do.
/// </summary>
public class ModelSubject(Topology topology, Random? random = null) : IConformanceSubject
{
    private World world = World.Of(Memory.Fresh(topology));

    public IMemoryView View => new ModelView(world.Memory);

    public Memory Memory => world.Memory;

    public Slots Slots => world.Slots;

    public virtual Outcome Apply(int cpu, Operation operation, List<Label> notes)
    {
        world = world.Begin(cpu, operation);
        Outcome? answer;
        while ((answer = world.Flights[cpu]!.Answer(world.Memory)) is null)
        {
            (Label label, World next) = Step(cpu);
            notes.Add(label);
            world = next;
        }

        world = world.End(cpu, operation, answer.Value).Next!;
        return answer.Value;
    }

    public string? Validate() => null;

    /// <summary>For subjects that break a rule.</summary>
    protected void Set(Memory memory, Slots slots) => world = World.Of(memory, slots);

    private (Label Label, World Next) Step(int cpu)
    {
        IEnumerable<Label> options = world.Flights[cpu]!.Options(world.Memory);
        if (random is not null)
        {
            Label[] shuffled = [.. options];
            random.Shuffle(shuffled);
            options = shuffled;
        }

        foreach (Label label in options)
        {
            if (world.Accept(cpu, label).Next is { } next) return (label, next);
        }

        throw new InvalidOperationException($"the model is stuck: {world.Flights[cpu]} in {world.Memory}");
    }
}
