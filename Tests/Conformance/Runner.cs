using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Judge = Plimsoll.Model.Transitions.Conformance;

namespace Plimsoll.Tests.Conformance;

/// <summary>A sequence of commands that the subject answers in a way the model forbids.</summary>
/// <param name="Trace">What each command answered, the last one being the one that broke the law.</param>
public sealed record Failure(string Law, IReadOnlyList<string> Trace)
{
    public int Commands => Trace.Count;

    public override string ToString() =>
        Law + "\n" + string.Join("\n", Trace.Select((line, i) => $"  {i + 1}. {line}"));
}

/// <summary>Runs a sequence on a subject and has the model judge every answer and every state.</summary>
public static class Runner
{
    public static Failure? Run(
        Topology topology, SubjectFactory factory, IReadOnlyList<Command> commands, Coverage? coverage = null)
    {
        IConformanceSubject subject = factory(topology);
        using IDisposable? owner = subject as IDisposable;
        (Memory memory, Slots slots) = (Memory.Fresh(topology), Slots.Empty);
        List<string> trace = [];
        foreach (Command command in commands)
        {
            List<Label> notes = [];
            Outcome outcome;
            try
            {
                outcome = subject.Apply(command.Cpu, command.Operation, notes);
            }
            catch (Exception e)
            {
                trace.Add($"{command} -> {e.GetType().Name}");
                return new($"CRASH: no law, but {e.GetType().Name}: {e.Message}", trace);
            }

            trace.Add($"{command} -> {outcome}");
            coverage?.Count(memory, command.Operation, notes, outcome);
            Judgement judgement =
                Judge.Accepts(memory, new(command.Cpu), command.Operation, notes, outcome, slots);
            if (!judgement.Accepted) return new(judgement.Refusal, trace);
            (memory, slots) = (judgement.Next, judgement.Slots);
            string? wrong = ViewComparison.Difference(new ModelView(memory), subject.View) ?? subject.Validate();
            if (wrong is not null) return new(wrong, trace);
        }

        return null;
    }
}
