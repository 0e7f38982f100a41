using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;

namespace Plimsoll.Specs.Search;

/// <summary>One of at most 64 assumptions on runs that do not end; its place in the list is its bit.</summary>
internal sealed record Assumption(string Sentence, bool Strong, Func<int, Label, bool> Covers)
{
    /// <summary>Weak fairness of every task, and what the configuration adds.</summary>
    /// <exception cref="ArgumentException">There are more than 64.</exception>
    public static Assumption[] Of(Scene scene, Configuration configuration)
    {
        Assumption[] all =
        [
            .. scene.Tasks.Select((task, number) => new Assumption(
                $"weak fairness of {task.Name}: if it could always go on, it does", false, (t, _) => t == number)),
            .. configuration.Fairness.Select(f => new Assumption(
                $"{(f.Strong ? "strong" : "weak")} fairness: {f.Name}", f.Strong, f.Covers)),
        ];
        return all.Length <= 64
            ? all
            : throw new ArgumentException($"{configuration.Name} has {all.Length} fairness assumptions, more than 64");
    }

    public static ulong Covering(Assumption[] assumptions, Transition step)
    {
        ulong covers = 0;
        for (int i = 0; i < assumptions.Length; i++)
        {
            if (assumptions[i].Covers(step.Task, step.Label)) covers |= 1UL << i;
        }

        return covers;
    }
}
