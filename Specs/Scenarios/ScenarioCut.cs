using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Scenarios;

/// <summary>
/// A scenario with some of its operations left out, and some of their arguments made less. CPUs keep their numbers: one
/// without operations is idle.
/// </summary>
/// <param name="Whole">The scenario.</param>
/// <param name="Left">What is left out: CPU and number of the operation, from 0; CPU -1 is the setup.</param>
public sealed partial record ScenarioCut(Scenario Whole, ImmutableSortedSet<(int Cpu, int Index)> Left)
{
    private const int Setup = -1;

    public ScenarioCut(Scenario whole)
        : this(whole, [])
    {
    }

    /// <summary>By how many steps an argument of an operation is less (<see cref="Simpler"/>).</summary>
    public ImmutableSortedDictionary<(int Cpu, int Index, string Argument), int> Less { get; init; } =
        ImmutableSortedDictionary<(int Cpu, int Index, string Argument), int>.Empty;

    public bool IsWhole => Left.IsEmpty && Less.IsEmpty;

    /// <summary>What remains.</summary>
    public Scenario Scenario => Whole with
    {
        Setup =
        [
            .. Whole.Setup.Select((step, i) => (step.Cpu, Operation: Now(Setup, i), Index: i))
                .Where(step => !Left.Contains((Setup, step.Index))).Select(step => (step.Cpu, step.Operation)),
        ],
        Programs = [.. Enumerable.Range(0, Whole.Programs.Length).Select(Rest)],
    };

    /// <summary>
    /// Those with one thing less: without a CPU's operations, then without one, then without one of the setup; then
    /// with less in one argument, by one step. One operation always remains.
    /// </summary>
    public IEnumerable<ScenarioCut> Smaller() => WithoutCpu().Concat(WithoutOperation()).Concat(WithLess());

    /// <summary><c>cpu1.2 setup.0 cpu0.1.order-2</c>: what a replay file says.</summary>
    public override string ToString() => string.Join(
        ' ', Left.Select(l => Name(l.Cpu, l.Index)).Concat(Less.Select(less => string.Create(
            CultureInfo.InvariantCulture, $"{Name(less.Key.Cpu, less.Key.Index)}.{less.Key.Argument}-{less.Value}"))));

    /// <exception cref="FormatException">A word does not name an operation, or less of an argument it has.</exception>
    public static ScenarioCut Parse(Scenario whole, string? text)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ScenarioCut cut = new(whole);
        foreach (string word in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)) cut = cut.With(word);
        return cut;
    }

    private ScenarioCut With(string word)
    {
        Match match = Word().Match(word);
        string name = match.Groups["name"].Value, argument = match.Groups["argument"].Value;
        (int Cpu, int Index)[] named = [.. All().Where(of => Name(of.Cpu, of.Index) == name)];
        if (named.Length == 0)
        {
            throw new FormatException(
                $"'{word}' is no operation of {Whole.Name}: write cpu1.0 or setup.0, counted from 0");
        }

        (int cpu, int index) = named[0];
        if (argument.Length == 0) return this with { Left = Left.Add((cpu, index)) };
        if (!int.TryParse(match.Groups["steps"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int steps)
            || Simpler.Of(At(cpu, index), argument, steps) is null)
            throw new FormatException($"'{word}': {At(cpu, index)} of {Whole.Name} cannot be so much less");
        return this with { Less = Less.SetItem((cpu, index, argument), steps) };
    }

    private IEnumerable<ScenarioCut> WithoutCpu()
    {
        Scenario now = Scenario;
        int operations = now.Programs.Sum(program => program.Length);
        for (int cpu = Whole.Programs.Length - 1; cpu >= 0; cpu--)
        {
            int of = cpu;
            if (now.Programs[of].Length is > 1 and int length && length < operations)
                yield return Without(All().Where(operation => operation.Cpu == of));
        }
    }

    private IEnumerable<ScenarioCut> WithoutOperation() =>
        from operation in Remaining()
        where operation.Cpu == Setup || Remaining().Count(other => other.Cpu != Setup) > 1
        select Without([operation]);

    private IEnumerable<ScenarioCut> WithLess() =>
        from operation in Remaining()
        from argument in Simpler.Arguments
        where Simpler.Of(Now(operation.Cpu, operation.Index), argument) is not null
        let key = (operation.Cpu, operation.Index, argument)
        select this with { Less = Less.SetItem(key, Less.GetValueOrDefault(key) + 1) };

    /// <summary>What an operation that is left out had less of says nothing.</summary>
    private ScenarioCut Without(IEnumerable<(int Cpu, int Index)> operations)
    {
        ImmutableSortedSet<(int, int)> left = Left.Union(operations);
        return this with
        {
            Left = left,
            Less = Less.RemoveRange(Less.Keys.Where(key => left.Contains((key.Cpu, key.Index)))),
        };
    }

    /// <summary>From the last CPU's last operation to the first of the setup.</summary>
    private IEnumerable<(int Cpu, int Index)> Remaining() => All().Where(of => !Left.Contains(of)).Reverse();

    private IEnumerable<(int Cpu, int Index)> All() =>
        Whole.Setup.Select((_, i) => (Setup, i))
            .Concat(Whole.Programs.SelectMany((program, cpu) => program.Select((_, i) => (cpu, i))));

    private Operation[] Rest(int cpu) =>
    [
        .. Enumerable.Range(0, Whole.Programs[cpu].Length).Where(i => !Left.Contains((cpu, i)))
            .Select(i => Now(cpu, i)),
    ];

    private Operation At(int cpu, int index) =>
        cpu == Setup ? Whole.Setup[index].Operation : Whole.Programs[cpu][index];

    /// <summary>With what is less in it.</summary>
    private Operation Now(int cpu, int index) => Less
        .Where(less => (less.Key.Cpu, less.Key.Index) == (cpu, index))
        .Aggregate(At(cpu, index), (now, less) => Simpler.Of(now, less.Key.Argument, less.Value)!.Value);

    private static string Name(int cpu, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{(cpu == Setup ? "setup" : $"cpu{cpu}")}.{index}");

    [GeneratedRegex(@"^(?<name>\w+\.\d+)(\.(?<argument>[a-z]+)-(?<steps>[1-9]\d{0,5}))?$")]
    private static partial Regex Word();
}
