using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Plimsoll.Explorer;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Specs;

/// <summary>
/// Ghost cells say all that laws and model can tell of the order of two steps: neighbours that they let change places
/// leave the same memory, the same model and the same in what every law remembers, whichever comes first.
/// </summary>
public sealed class GhostCellTests(ITestOutputHelper output)
{
    /// <summary>Past moments, numbered by all notes: to be told apart, not to be compared.</summary>
    private static readonly string[] Numbered = ["past", "first"];

    public static TheoryData<string, MemoryModel> Scenarios
    {
        get
        {
            TheoryData<string, MemoryModel> data = [];
            foreach (Scenario scenario in Catalog.Scenarios)
            {
                data.Add(scenario.Name, MemoryModel.Sc);
                data.Add(scenario.Name, MemoryModel.Tso);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Neighbours_ThatMayChangePlaces_LeaveTheSame(string name, MemoryModel memory)
    {
        (int pairs, List<string> different) = Compare(Catalog.Scenario(name)!, memory, hidden: 0, walks: 40);
        output.WriteLine($"ROW {name} {memory}: {pairs} pairs");
        Assert.True(pairs >= 100, $"only {pairs} pairs");
        Assert.Equal([], different);
    }

    /// <summary>
    /// What is not said is missed. What locks put in order anyway is said for subjects that forget them: knobs matter
    /// to a mutant; for frames and marks none of the catalogue is wrong enough.
    /// </summary>
    [Theory]
    [InlineData("zone", 0xFFul, "refill-against-reserve", MemoryModel.Sc, "")]
    [InlineData("list", 0xFFul << 8, "adjust-against-takers", MemoryModel.Sc, "")]
    [InlineData("words", 0xFFul << 16, "two-takers-one-page", MemoryModel.Tso, "")]
    [InlineData("knobs", 1ul << 56, "rollback-against-adjust", MemoryModel.Sc, "P12")]
    [InlineData("promise", 1ul << 58, "one page is promised", MemoryModel.Sc, "")]
    [InlineData("dryness", 1ul << 59, "entitled-against-stranded-lists", MemoryModel.Sc, "")]
    public void Neighbours_WhereAPartIsNotSaid_LeaveDifferentThings(
        string part, ulong hidden, string name, MemoryModel memory, string mutant)
    {
        using MutantBuild? build = mutant.Length == 0
            ? null
            : new MutantCompiler(SourceTree.Embedded).Compile(MutantFile.Catalogue().Single(m => m.Id == mutant));
        Scenario scenario = Catalog.Scenario(name) ?? OnePromised;
        (int pairs, List<string> different) = Compare(scenario, memory, hidden, walks: 120, build?.Assembly);
        output.WriteLine($"ROW {part} {name}: {different.Count} of {pairs}: {different.FirstOrDefault()}");
        Assert.NotEmpty(different);
        Assert.Equal([], Compare(scenario, memory, hidden: 0, walks: 120, build?.Assembly).Different);
    }

    /// <summary>Whether a request is covered depends on whether another has ended when it begins.</summary>
    private static Scenario OnePromised { get; } = new()
    {
        Name = "one page is promised",
        Why = "two entitled requests, and one page for them",
        Law = "INV-RESERVE",
        Topology = Catalog.Scenario("entitled-within-reserve")!.Topology with { ReservePages = 1 },
        Programs =
        [
            [Operation.Allocate(0, Entitled), Operation.Free(0)],
            [Operation.Allocate(1, Entitled), Operation.Free(1)],
        ],
    };

    private static Request Entitled => Request.For(Gfp.Atomic | Gfp.MemAlloc);

    private static (int Pairs, List<string> Different) Compare(
        Scenario scenario, MemoryModel memory, ulong hidden, int walks, Assembly? form = null)
    {
        Law[] laws = Catalog.LawsAndModel();
        using ScenarioProgram program = ScenarioRun.Program(scenario, Substrate.Twin, form, laws);
        Endings endings = new(program) { Hidden = hidden };
        using Engine engine = new(endings, new() { CheckRaces = false, Memory = memory });
        List<string> different = [];
        int pairs = 0;
        for (int walk = 1; walk <= walks; walk++)
        {
            Walk whole = new([], int.MaxValue, walk, () => "");
            engine.Execute(whole);
            if (form is null) Assert.Null(engine.Failure);
            int known = whole.Steps.Count - (engine.Failure is null ? 0 : 1);
            for (int i = 0; i + 1 < known; i++)
            {
                (Effect one, Effect other) = (whole.Steps[i], whole.Steps[i + 1]);
                if (one.Cpu == other.Cpu || one.DependsOn(other) || !whole.IsEnabled(i, other.Id)) continue;
                int[] path = [.. whole.Steps.Take(i + 2).Select(step => step.Id)];
                string first = After(path);
                (path[i], path[i + 1]) = (path[i + 1], path[i]);
                string second = After(path);
                pairs++;
                if (first != second) different.Add($"walk {walk}, steps {i}: {one.Kind} and {other.Kind}: {Where()}");

                string Where()
                {
                    string[] lines = first.Split('\n'), others = second.Split('\n');
                    int at = lines.Zip(others).TakeWhile(l => l.First == l.Second).Count();
                    return at < lines.Length && at < others.Length ? $"{lines[at]} / {others[at]}" : "more";
                }
            }
        }

        return (pairs, different);

        string After(int[] path)
        {
            Walk walk = new(path, path.Length, 0, () => Told(program, laws));
            engine.Execute(walk);
            return engine.Failure is { } failure ? failure.Law : walk.Last ?? Told(program, laws);
        }
    }

    private static unsafe string Told(ScenarioProgram program, Law[] laws)
    {
        ReadOnlySpan<byte> bytes = new((void*)program.Memory, program.MemoryBytes);
        List<string> lines = [Convert.ToHexString(bytes)];
        foreach (Law law in laws)
        {
            foreach (FieldInfo field in law.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
            {
                if (!Numbered.Contains(field.Name)) lines.Add($"{law.Id}.{field.Name} {Text(field.GetValue(law))}");
            }
        }

        return string.Join('\n', lines);
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        World world => Written(world),
        string text => text,
        IEnumerable many => $"[{string.Join(' ', many.Cast<object?>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Written(World world)
    {
        Plimsoll.Model.State.Encoder to = new();
        world.Write(to);
        return $"{Convert.ToHexString(MemoryMarshal.AsBytes(to.Items))} "
            + string.Join(' ', [.. to.Frames.ToArray().Select(f => $"{f}"), .. to.Marks.ToArray().Select(m => $"{m}")]);
    }

    /// <summary>Follows a path, then goes at random; keeps every step with what laws can tell of it.</summary>
    private sealed class Walk(int[] path, int most, int seed, Func<string> look) : Strategy
    {
        private readonly Window window = new();
        private readonly List<ulong> enabledAt = [];
        private Prng random = Prng.Of((ulong)seed, 0);
        private Effect? open;

        public List<Effect> Steps { get; } = [];

        /// <summary>What was to be seen when the path was over.</summary>
        public string? Last { get; private set; }

        public override bool WantsEveryStep => true;

        public override bool WantsEffects => true;

        public bool IsEnabled(int step, int id) => (enabledAt[step] >> id & 1) != 0;

        public override bool Next() => true;

        public override void Again()
        {
            Steps.Clear();
            enabledAt.Clear();
            window.Clear();
            open = null;
            random = Prng.Of((ulong)seed, 0);
        }

        public override int Choose(int step, int current, ulong enabled)
        {
            Complete();
            if (step == most)
            {
                Last = look();
                return Redundant;
            }

            enabledAt.Add(enabled);
            if (step >= path.Length) return random.Member(enabled);
            return (enabled >> path[step] & 1) != 0 ? path[step] : Nobody;
        }

        public override void Performed(in Effect effect)
        {
            window.Perform(effect);
            open = effect;
        }

        public override void Noted(int cpu, in Ghosts ghosts) => window.Add(cpu, ghosts);

        public override void Ended(Ending ending) => Complete();

        private void Complete()
        {
            if (open is { } effect) Steps.Add(effect with { Ghosts = window.Ghosts });
            open = null;
            window.Open();
        }
    }
}
