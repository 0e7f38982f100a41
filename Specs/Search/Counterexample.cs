using System.Collections.Immutable;
using System.Text;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Search;

/// <summary>One step of a counterexample.</summary>
/// <param name="Changed">The lines of the state's text that differ after it.</param>
/// <param name="After">The state it led to.</param>
public sealed record CounterexampleStep(
    string Task, string Operation, Label Label, ImmutableArray<string> Changed, SceneState After);

/// <summary>
/// The shortest way to a broken law. For a run that never ends, the stem and then the loop, which starts after
/// <see cref="LoopAt"/> steps and leads back to the state it started from, up to names of frames.
/// </summary>
public sealed record Counterexample(SceneState Start, ImmutableArray<CounterexampleStep> Steps)
{
    /// <summary>Steps before the loop; -1: there is none.</summary>
    public int LoopAt { get; init; } = -1;

    /// <summary>What was assumed of runs that do not end.</summary>
    public ImmutableArray<string> Fairness { get; init; } = [];

    /// <summary>Plays a run from the start: each choice picks one of the successors of the state before.</summary>
    internal static Counterexample Of(Scene scene, IEnumerable<Func<List<Transition>, Transition>> choices)
    {
        List<CounterexampleStep> steps = [];
        List<Transition> next = [];
        SceneState at = scene.Initial;
        foreach (Func<List<Transition>, Transition> choice in choices)
        {
            next.Clear();
            scene.Next(at, next);
            Transition step = choice(next);
            string operation = OperationOf(scene, at, step);
            ImmutableArray<string> changed = StateText.Changed(scene, at, step.Next);
            steps.Add(new(scene.Tasks[step.Task].Name, operation, step.Label, changed, step.Next));
            at = step.Next;
        }

        return new(scene.Initial, [.. steps]);
    }

    /// <summary>A numbered list of labelled steps, each with what it changed.</summary>
    /// <param name="describe">Said of the start and after every step; null: nothing.</param>
    public string Text(Func<SceneState, string>? describe = null)
    {
        StringBuilder text = new();
        if (describe is not null) text.Append(null, $"      start: {describe(Start)}\n");
        for (int i = 0; i < Steps.Length; i++)
        {
            if (i == LoopAt) text.Append("      from here on, for ever:\n");
            CounterexampleStep step = Steps[i];
            text.Append(null, $"{i + 1,4}. {step.Task} in {step.Operation}: {step.Label}\n");
            foreach (string line in step.Changed) text.Append(null, $"        {line}\n");
            if (describe is not null) text.Append(null, $"        {describe(step.After)}\n");
        }

        if (LoopAt >= 0) text.Append(null, $"      and again from step {LoopAt + 1}.\n");
        foreach (string assumption in Fairness) text.Append(null, $"      assumed: {assumption}\n");
        return text.ToString();
    }

    private static string OperationOf(Scene scene, SceneState before, Transition step)
    {
        Progress progress = (step.Label.What == Ghost.Begin ? step.Next : before).Tasks[step.Task];
        int doing = progress.Doing >= 0 ? progress.Doing : (int)step.Label.A;
        return scene.Tasks[step.Task].Menu[doing].ToString();
    }
}
