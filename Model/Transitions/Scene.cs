using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A task of a scene: it may do any operation of its menu that makes sense at that moment, one after the other, at
/// most <paramref name="Bound"/> of them.
/// </summary>
/// <param name="Cpu">Where it runs; several tasks may share a CPU.</param>
public sealed record TaskSpec(string Name, int Cpu, ImmutableArray<Operation> Menu, int Bound)
{
    /// <summary>It does its menu once, in order, instead of choosing from it.</summary>
    public bool InOrder { get; init; }

    /// <summary>
    /// When it has done its menu it begins again, for ever; only with <see cref="InOrder"/> or a menu
    /// of one, and for a <see cref="Daemon"/>, since there is always something that it has not ended.
    /// </summary>
    public bool Repeats { get; init; }

    /// <summary>An interrupt: while it runs, the other tasks of its CPU stand still.</summary>
    public bool Interrupts { get; init; }

    /// <summary>It need not end for the scene to be at rest.</summary>
    public bool Daemon { get; init; }
}

/// <summary>How far a task has come: operations begun, and which of its menu it is doing, or -1.</summary>
public readonly record struct Progress(int Begun, int Doing)
{
    public static Progress Idle => new(0, -1);
}

/// <summary>A state of a scene: the world, and how far each task has come. By value.</summary>
public sealed record SceneState(World World, ImmutableArray<Progress> Tasks)
{
    /// <summary>Writes down everything that can differ between two states of one scene.</summary>
    public void Write(Encoder to)
    {
        foreach (Progress task in Tasks)
        {
            to.Number(task.Begun);
            to.Number(task.Doing);
        }

        World.Write(to);
    }

    public bool Equals(SceneState? other) =>
        other is not null && Tasks.SequenceEqual(other.Tasks) && World.Equals(other.World);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(World);
        foreach (Progress task in Tasks) hash.Add(task);
        return hash.ToHashCode();
    }
}

/// <summary>One labelled step of a task.</summary>
public readonly record struct Transition(int Task, Label Label, SceneState Next);

/// <summary>
/// A small machine and the tasks that use it: a graph of states, given by <see cref="Initial"/> and <c>Next</c>.
/// An operation's beginning is a step of its own; its answer is part of the step that decides it.
/// </summary>
public sealed class Scene(Memory start, ImmutableArray<TaskSpec> tasks)
{
    public Memory Start => start;

    public ImmutableArray<TaskSpec> Tasks => tasks;

    public SceneState Initial =>
        new(World.Of(start, Slots.Empty, tasks.Length), [.. tasks.Select(_ => Progress.Idle)]);

    /// <summary>Appends every step that is possible now, in a fixed order.</summary>
    public void Next(SceneState state, List<Transition> into)
    {
        for (int task = 0; task < tasks.Length; task++)
        {
            if (StandsStill(state, task)) continue;
            if (state.World.Flights[task] is { } flight)
            {
                Go(state, task, flight, into);
            }
            else if ((tasks[task].Repeats || state.Tasks[task].Begun < tasks[task].Bound) && MayBegin(state, task))
            {
                Begin(state, task, into);
            }
        }
    }

    public IEnumerable<Transition> Next(SceneState state)
    {
        List<Transition> next = [];
        Next(state, next);
        return next;
    }

    /// <summary>No task but a daemon is in the middle of anything.</summary>
    public bool AtRest(SceneState state)
    {
        for (int task = 0; task < tasks.Length; task++)
        {
            if (!tasks[task].Daemon && state.World.Flights[task] is not null) return false;
        }

        return true;
    }

    /// <summary>A victim of the OOM killer begins nothing new; an interrupt comes when its CPU takes one.</summary>
    private bool MayBegin(SceneState state, int task)
    {
        if (state.World.Memory.Tasks[task].Has(TaskFlags.MemDie)) return false;
        for (int other = 0; tasks[task].Interrupts && other < tasks.Length; other++)
        {
            bool here = tasks[other].Cpu == tasks[task].Cpu;
            if (here && state.World.Flights[other] is { InterruptsOff: true }) return false;
        }

        return true;
    }

    /// <summary>An interrupt runs on its CPU.</summary>
    private bool StandsStill(SceneState state, int task)
    {
        for (int other = 0; other < tasks.Length; other++)
        {
            bool above = tasks[other].Interrupts && tasks[other].Cpu == tasks[task].Cpu;
            if (above && other != task && state.World.Flights[other] is not null) return true;
        }

        return false;
    }

    private void Begin(SceneState state, int task, List<Transition> into)
    {
        for (int choice = 0; choice < tasks[task].Menu.Length; choice++)
        {
            Operation operation = tasks[task].Menu[choice];
            int begun = state.Tasks[task].Begun;
            if (tasks[task].Repeats) begun %= tasks[task].Menu.Length;
            if (tasks[task].InOrder && choice != begun) continue;
            if (!tasks[task].InOrder && !Flight.CanBegin(state.World, operation)) continue;
            Label label = new(Ghost.Begin, (uint)choice, (uint)operation.Kind, (uint)Math.Max(0, operation.Slot));
            World world = state.World.Begin(task, tasks[task].Cpu, operation);
            Progress progress = new(begun + 1, choice);
            into.Add(new(task, label, Ended(world, state.Tasks.SetItem(task, progress))));
        }
    }

    private void Go(SceneState state, int task, Flight flight, List<Transition> into)
    {
        foreach (Label label in flight.Options(state.World.Memory))
        {
            if (state.World.Accept(task, label).Next is { } next) into.Add(new(task, label, Ended(next, state.Tasks)));
        }
    }

    /// <summary>Operations that have their answer end.</summary>
    private SceneState Ended(World world, ImmutableArray<Progress> progress)
    {
        for (int task = 0; task < tasks.Length; task++)
        {
            if (world.Flights[task]?.Answer(world.Memory) is not { } answer) continue;
            world = world.End(task, tasks[task].Menu[progress[task].Doing], answer).Next!;
            progress = progress.SetItem(task, progress[task] with { Doing = -1 });
        }

        return new(world, progress);
    }
}
