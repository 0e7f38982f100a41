using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Stateless;
using Stateless.Reflection;

namespace Plimsoll.Tests.Coyote;

/// <summary>
/// The life cycle of a page as one Stateless machine, built from the model's table. Its state lies outside, in an array
/// with one life per frame: the machine is pointed at a frame and fired.
/// </summary>
public sealed class PageLifeMachine
{
    private readonly StateMachine<PageLife, PageTrigger> machine;
    private readonly PageLife[] lives;
    private readonly PageLife[] livesAtStart;
    private uint frame;

    /// <param name="report">Told of every transition that the table does not permit.</param>
    public PageLifeMachine(
        IEnumerable<Transition<PageLife, PageTrigger>> table, uint frames, Action<string> report)
    {
        lives = new PageLife[frames];
        livesAtStart = new PageLife[frames];
        machine = new(() => lives[frame], life => lives[frame] = life, FiringMode.Immediate);
        foreach (var row in table) machine.Configure(row.From).Permit(row.Trigger, row.To);
        machine.OnTransitioned(t => Taken.Add(new(t.Source, t.Trigger, t.Destination)));
        machine.OnUnhandledTrigger((life, trigger) => report($"pfn {frame}: {trigger} while {life}"));
    }

    /// <summary>The transitions taken so far, in all runs.</summary>
    public HashSet<Transition<PageLife, PageTrigger>> Taken { get; } = [];

    /// <summary>What the machine permits, as it says itself.</summary>
    public IEnumerable<Transition<PageLife, PageTrigger>> Permitted =>
        from state in machine.GetInfo().States
        from FixedTransitionInfo fixedTransition in state.FixedTransitions
        select new Transition<PageLife, PageTrigger>(
            (PageLife)state.UnderlyingState,
            (PageTrigger)fixedTransition.Trigger.UnderlyingTrigger,
            (PageLife)fixedTransition.DestinationState.UnderlyingState);

    /// <summary>Setup is over: runs start from here.</summary>
    public void Freeze() => lives.CopyTo(livesAtStart, 0);

    public void Begin() => livesAtStart.CopyTo(lives, 0);

    /// <summary>Fires a note's trigger for every frame of its block.</summary>
    /// <param name="tagged">The block was held tagged before this note.</param>
    public void Fire(Label note, bool tagged)
    {
        if (PageLifecycle.TriggerOf(note.What, note.C, tagged) is not { } trigger) return;
        for (frame = note.B; frame < note.B + note.Pages; frame++) machine.Fire(trigger);
    }
}
