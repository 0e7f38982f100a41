using System.Collections.Immutable;
using System.Globalization;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Scenarios;

/// <summary>
/// A scenario with some of its operations left out. CPUs keep their numbers: one without operations is idle.
/// </summary>
/// <param name="Whole">The scenario.</param>
/// <param name="Left">What is left out: CPU and number of the operation, from 0; CPU -1 is the setup.</param>
public sealed record ScenarioCut(Scenario Whole, ImmutableSortedSet<(int Cpu, int Index)> Left)
{
    private const int Setup = -1;

    public ScenarioCut(Scenario whole)
        : this(whole, [])
    {
    }

    /// <summary>What remains.</summary>
    public Scenario Scenario => Whole with
    {
        Setup = [.. Whole.Setup.Where((_, i) => !Left.Contains((Setup, i)))],
        Programs = [.. Whole.Programs.Select((program, cpu) => Rest(program, cpu))],
    };

    /// <summary>
    /// Those with one thing more left out: a CPU's operations, then an operation, then one of the setup. One operation
    /// always remains.
    /// </summary>
    public IEnumerable<ScenarioCut> Smaller()
    {
        Scenario now = Scenario;
        int operations = now.Programs.Sum(program => program.Length);
        for (int cpu = Whole.Programs.Length - 1; cpu >= 0; cpu--)
        {
            int of = cpu;
            if (now.Programs[of].Length is > 1 and int length && length < operations)
                yield return this with { Left = Left.Union(Whole.Programs[of].Select((_, i) => (of, i))) };
        }

        for (int cpu = Whole.Programs.Length - 1; operations > 1 && cpu >= Setup; cpu--)
        {
            int length = cpu == Setup ? Whole.Setup.Length : Whole.Programs[cpu].Length;
            for (int i = length - 1; i >= 0; i--)
                if (!Left.Contains((cpu, i))) yield return this with { Left = Left.Add((cpu, i)) };
        }
    }

    /// <summary><c>cpu1.2 setup.0</c>: what a replay file says.</summary>
    public override string ToString() => string.Join(
        ' ', Left.Select(l => string.Create(
            CultureInfo.InvariantCulture, $"{(l.Cpu == Setup ? "setup" : $"cpu{l.Cpu}")}.{l.Index}")));

    /// <exception cref="FormatException">A word does not name an operation of the scenario.</exception>
    public static ScenarioCut Parse(Scenario whole, string? text)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ScenarioCut cut = new(whole);
        foreach (string word in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            (int, int)? named = cut.All().Where(l => (cut with { Left = [l] }).ToString() == word)
                .Cast<(int, int)?>().FirstOrDefault();
            if (named is not { } left)
            {
                throw new FormatException(
                    $"'{word}' is no operation of {whole.Name}: write cpu1.0 or setup.0, counted from 0");
            }

            cut = cut with { Left = cut.Left.Add(left) };
        }

        return cut;
    }

    private IEnumerable<(int Cpu, int Index)> All() =>
        Whole.Setup.Select((_, i) => (Setup, i))
            .Concat(Whole.Programs.SelectMany((program, cpu) => program.Select((_, i) => (cpu, i))));

    private Operation[] Rest(Operation[] program, int cpu) =>
        [.. program.Where((_, i) => !Left.Contains((cpu, i)))];
}
