using Plimsoll.Explorer;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Judge = Plimsoll.Model.Transitions.Conformance;

namespace Plimsoll.Specs.Refinement;

/// <summary>A sequence of commands that the subject answers in a way the model forbids, or does not survive.</summary>
/// <param name="Law">The law broken and the fact; a crash is told as such and breaks no law.</param>
/// <param name="Trace">What each command answered, the last one being the one that broke the law.</param>
public sealed record Disagreement(string Law, IReadOnlyList<string> Trace)
{
    private const string Crash = "CRASH";

    public int Commands => Trace.Count;

    public bool IsCrash => Law.StartsWith(Crash, StringComparison.Ordinal);

    public static Disagreement OfCrash(Exception exception, IReadOnlyList<string> trace)
    {
        string? place = exception.StackTrace?.Split('\n')[0].Trim();
        return new($"{Crash} of {exception.GetType().Name} {place}: {exception.Message}", trace);
    }

    public override string ToString() =>
        Law + "\n" + string.Join("\n", Trace.Select((line, i) => $"  {i + 1}. {line}"));
}

/// <summary>
/// Runs a sequence on a subject and has the model judge the fresh memory, every answer and every state.
/// </summary>
public static class Runner
{
    public static Disagreement? Run(
        Topology topology, SubjectFactory factory, IReadOnlyList<Command> commands, Coverage? coverage = null)
    {
        List<string> trace = [];
        try
        {
            IConformanceSubject subject = factory(topology);
            using IDisposable? owner = subject as IDisposable;
            (Memory memory, Slots slots) = (Memory.Fresh(topology), Slots.Empty);
            if (ViewComparison.Difference(new ModelView(memory), subject.View) is { } setup) return new(setup, trace);
            foreach (Command command in commands)
            {
                Judgement judgement = Do(subject, command, memory, slots, trace, coverage);
                if (!judgement.Accepted) return new(judgement.Refusal, trace);
                (memory, slots) = (judgement.Next, judgement.Slots);
            }

            return null;
        }
        catch (SoloDeadlockException deadlock)
        {
            return new($"{Laws.Deadlock}: {deadlock.Message}", trace);
        }
        catch (TopologyException refusal)
        {
            return new(
                $"TOPOLOGY (Part 0.6): the model starts on this machine, and the subject refuses it: {refusal.Message}",
                trace);
        }
        catch (Exception crash)
        {
            if (trace.Count < commands.Count) trace.Add($"{commands[trace.Count]}: crashed");
            return Disagreement.OfCrash(crash, trace);
        }
    }

    /// <summary>
    /// One command: first its steps and answer are judged, then the memory it leaves, then the subject judges itself.
    /// </summary>
    private static Judgement Do(
        IConformanceSubject subject, Command command, Memory memory, Slots slots, List<string> trace,
        Coverage? coverage)
    {
        List<Label> notes = [];
        Outcome outcome = subject.Apply(command.Cpu, command.Operation, notes);
        Judgement judgement = Judge.Accepts(memory, new(command.Cpu), command.Operation, notes, outcome, slots);
        string? wrong = !judgement.Accepted
            ? judgement.Refusal
            : ViewComparison.Difference(new ModelView(judgement.Next), subject.View) ?? subject.Validate();
        trace.Add($"{command} -> {outcome}");
        coverage?.Count(memory, command.Operation, notes, outcome);
        return wrong is null ? judgement : new(null, slots, wrong);
    }
}
