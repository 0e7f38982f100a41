using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Configurations;

/// <summary>A start that was reached by running operations, one after the other, on CPU 0.</summary>
internal sealed class Prepared
{
    private World world;

    public Prepared(Machine machine) => world = World.Of(Memory.Fresh(machine), tasks: 1);

    public Memory Memory => world.Memory;

    /// <summary>Runs an operation alone; of several steps that are possible the first is taken.</summary>
    /// <exception cref="InvalidOperationException">It was refused: the start is not what its author thinks.</exception>
    public Prepared Then(Operation operation)
    {
        world = world.Begin(0, 0, operation);
        while (world.Flights[0]!.Answer(world.Memory) is null) world = Step(operation);
        Outcome answer = world.Flights[0]!.Answer(world.Memory)!.Value;
        if (!answer.Ok) throw new InvalidOperationException($"{operation} was refused in {world.Memory}");
        world = world.End(0, operation, answer).Next!;
        return this;
    }

    private World Step(Operation operation)
    {
        foreach (Label label in world.Flights[0]!.Options(world.Memory))
        {
            if (world.Accept(0, label).Next is { } next) return next;
        }

        throw new InvalidOperationException($"{operation} is stuck in {world.Memory}");
    }
}
