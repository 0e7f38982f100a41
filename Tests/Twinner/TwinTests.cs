using System.Reflection;
using System.Runtime.InteropServices;
using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Mutants;
using Plimsoll.Twinner;
using Xunit;

namespace Plimsoll.Tests.Twinner;

public sealed class TwinTests
{
    [Fact]
    public void Method_ReachingASchedulingPoint_IsACoroutine()
    {
        string twin = Sample.TwinText(Sample.Stack);
        Assert.Contains("public async global::Plimsoll.Explorer.CoTask Push(uint slot)", twin,
            StringComparison.Ordinal);
        Assert.Contains("public async global::Plimsoll.Explorer.CoTask<uint> Pop()", twin, StringComparison.Ordinal);
        Assert.Contains("CoTask<uint> Peek() => await S.Load(head);", twin, StringComparison.Ordinal);
        Assert.Contains("await counter.Change(1);", twin, StringComparison.Ordinal);
        Assert.Contains("(await TrySwing(seen, S.Read(Link(links, seen)))) && (await counter.Change(-1)) >= 0", twin,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Method_OfPlainAccessesOnly_StaysSynchronous() =>
        Assert.Contains("public uint Plain() => S.Read(cell + 4);", Sample.TwinText(Sample.Stack),
            StringComparison.Ordinal);

    [Fact]
    public void Seam_InTypesAndConstraints_IsGone()
    {
        string twin = Sample.TwinText(Sample.Stack);
        Assert.DoesNotContain("<S>", twin, StringComparison.Ordinal);
        Assert.DoesNotContain("where S", twin, StringComparison.Ordinal);
        Assert.Contains("namespace Plimsoll.Twin.Samples;", twin, StringComparison.Ordinal);
        Assert.Contains("using Plimsoll.Twin.Sync;", twin, StringComparison.Ordinal);
    }

    [Fact]
    public void InliningHint_OfACoroutineOnly_IsDropped() =>
        Assert.Single(Sample.TwinText(Sample.Stack).Split("[MethodImpl(")[1..]);

    [Fact]
    public void Twin_AfterItsHeader_HasTheLinesOfTheOriginal()
    {
        string[] twin = Sample.TwinText(Sample.Stack).Split('\n');
        int first = Array.IndexOf(twin, $"#line 1 \"{Sample.StackPath}\"") + 1;
        string[] original = Sample.Stack.Split('\n');
        Assert.Equal(original.Length, twin.Length - first);
        for (int i = 0; i < original.Length; i++)
        {
            // An edit keeps the line's last word, or empties the line of a constraint or an attribute.
            string rest = twin[first + i].Trim();
            Assert.True(rest.Length == 0 || rest[^1] == original[i].Trim()[^1], $"line {i + 1}: {rest}");
        }
    }

    [Fact]
    public void GenericMethodOverTheSeam_LosesIt()
    {
        string twin = Sample.TwinText("""
            using Plimsoll.Sync;
            namespace Plimsoll.Samples;
            public static class Helper
            {
                public static T Pick<S, T>(nuint cell, T a, T b) where S : struct, ISync where T : class =>
                    S.Load(cell) == 0 ? a : b;
                public static string Use<S>(nuint cell) where S : struct, ISync => Pick<S, string>(cell, "a", "b");
            }
            """);
        Assert.Contains("CoTask<T> Pick<T>(nuint cell, T a, T b)  where T : class =>", twin, StringComparison.Ordinal);
        Assert.Contains("(await S.Load(cell)) == 0 ? a : b;", twin, StringComparison.Ordinal);
        Assert.Contains("CoTask<string> Use(nuint cell)  => await Pick<string>(cell, \"a\", \"b\")", twin,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Namespace_OfTheModel_StaysAndQualifiedOnesMove()
    {
        string twin = Sample.TwinText("""
            namespace Plimsoll.Specs.Subjects;
            public sealed class User<S> where S : struct, Plimsoll.Sync.ISync
            {
                private readonly global::Plimsoll.Specs.Subjects.User<S>? next = null;
                public Plimsoll.Model.Vocabulary.Pfn Go(nuint cell) => new(next is null ? S.Load(cell) : 0);
            }
            """);
        Assert.Contains("namespace Plimsoll.Twin.Subjects;", twin, StringComparison.Ordinal);
        Assert.Contains("global::Plimsoll.Twin.Subjects.User? next", twin, StringComparison.Ordinal);
        Assert.Contains("CoTask<Plimsoll.Model.Vocabulary.Pfn> Go(nuint cell) =>", twin, StringComparison.Ordinal);
        Assert.Contains("new(next is null ? (await S.Load(cell)) : 0);", twin, StringComparison.Ordinal);
    }

    [Fact]
    public void Door_IsLeftOut_AndProductionsStructStandsAlone()
    {
        TwinResult result = Plimsoll.Twinner.Twin.Rewrite([Sample.Door, Sample.Real("Real.cs")]);
        SourceFile real = Assert.Single(result.Files);
        Assert.Matches("struct Real *\n", real.Text);
    }

    [Fact]
    public unsafe void Twin_Compiled_ComputesWhatTheSourceSays()
    {
        SourceTree tree = SourceTree.Of(
            [("ISync.cs", Sample.Door.Text), ("Real.cs", Sample.Real("Real.cs").Text),
                (Sample.StackPath, Sample.Stack)]);
        using MutantBuild build = new MutantCompiler(tree).Compile(null);
        Assert.Empty(build.Errors);
        Type type = build.Assembly!.GetType("Plimsoll.Twin.Samples.Stack", throwOnError: true)!;
        uint[] cells = GC.AllocateArray<uint>(64, pinned: true);
        nuint memory = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(cells, 0);
        object stack = Activator.CreateInstance(type, memory, memory + 64)!;
        Call<CoTask>("Push", 5u).RunSolo();
        Call<CoTask>("Push", 7u).RunSolo();
        Assert.Equal(2u, cells[2]);
        Assert.Equal(7u, Call<CoTask<uint>>("Pop").RunSolo());
        Assert.Equal(5u, Call<CoTask<uint>>("Peek").RunSolo());
        Assert.Equal(1u, cells[2]);

        T Call<T>(string name, params object[] arguments) =>
            (T)type.InvokeMember(name, BindingFlags.InvokeMethod, null, stack, arguments, null)!;
    }

    [Fact]
    public void Call_ThatDoesNotBind_IsReportedAtItsPlace()
    {
        Breach breach = Assert.Single(Sample.Twin("namespace Plimsoll.Samples;\nclass C { int x = Nothing(); }")
            .Breaches);
        Assert.Equal($"{Sample.StackPath}(2,19): error TWIN001", breach.ToString()[..^(breach.Text.Length + 2)]);
    }

    [Fact]
    public void References_OfRules_AreFoundInTheModel() =>
        Assert.Empty(Sample.Twin($"class C {{ {typeof(Topology).FullName}? t; }}").Breaches);
}
