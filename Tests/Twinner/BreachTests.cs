using Plimsoll.Twinner;
using Xunit;

namespace Plimsoll.Tests.Twinner;

/// <summary>Each thing that cannot become a coroutine is refused at its line; <c>/*!*/</c> stands on it.</summary>
public sealed class BreachTests
{
    [Theory]
    [InlineData("TWIN002", "uint P => /*!*/S.Load(a);")]
    [InlineData("TWIN002", "uint P { get { return /*!*/S.Load(a); } }")]
    [InlineData("TWIN002", "uint this[int i] => /*!*/S.Load(a);")]
    [InlineData("TWIN003", "public static bool operator !(C<S> c) => /*!*/S.TryLock(c.a);")]
    [InlineData("TWIN003", "public static implicit operator uint(C<S> c) => /*!*/S.Load(c.a);")]
    [InlineData("TWIN004", "C() => /*!*/S.Store(a, 1);")]
    [InlineData("TWIN004", "static uint f = /*!*/S.Load(0);")]
    [InlineData("TWIN005", "~C() => /*!*/S.Store(a, 1);")]
    [InlineData("TWIN006", "Func<uint> M() => () => /*!*/S.Load(a);")]
    [InlineData("TWIN006", "int M(int[] xs) => (from x in xs where /*!*/S.TryLock(a) select x).Count();")]
    [InlineData("TWIN007", "uint M() { return L(); uint L() => /*!*/S.Load(a); }")]
    [InlineData("TWIN008", "IEnumerable<uint> M() { S.Lock(a); /*!*/yield return 1; }")]
    [InlineData("TWIN009", "void M() { lock (o) { /*!*/S.Store(a, 1); } }")]
    [InlineData("TWIN010", "void M() { unsafe { /*!*/S.Store(a, 1); } }")]
    [InlineData("TWIN010", "unsafe void /*!*/M() => S.Store(a, 1);")]
    [InlineData("TWIN011", "void M(ref uint /*!*/x) => x = S.Load(a);")]
    [InlineData("TWIN011", "void M(out uint /*!*/x) => x = S.Load(a);")]
    [InlineData("TWIN011", "void M(in uint /*!*/x) => S.Store(a, x);")]
    [InlineData("TWIN012", "void M(Span<uint> /*!*/x) => S.Store(a, 1);")]
    [InlineData("TWIN013", "void M(uint[] xs) { ref uint /*!*/x = ref xs[0]; S.Store(a, x); }")]
    [InlineData("TWIN014", "void M(uint[] xs) { Span<uint> /*!*/x = xs; S.Store(a, x[0]); }")]
    [InlineData("TWIN017", "Func<uint> M() => /*!*/N; uint N() => S.Load(a);")]
    [InlineData("TWIN017", "void M(Action<Func<uint>> f) => f(this./*!*/N); uint N() => S.Load(a);")]
    [InlineData("TWIN019", "void M() { again: if (S.Load(a) == 0) /*!*/goto again; }")]
    [InlineData("TWIN020", "object M() => new D</*!*/Plimsoll.Samples.Own>();")]
    [InlineData("TWIN023", "uint? M(D<S>? d) => d?/*!*/.Go(a);")]
    [InlineData("TWIN024", "ref uint /*!*/M() { S.Lock(a); return ref x; }")]
    [InlineData("TWIN024", "async Task /*!*/M() { S.Lock(a); await Task.Yield(); }")]
    [InlineData("TWIN025", "[System.Diagnostics.Conditional(\"X\")] void /*!*/M() => S.Lock(a);")]
    [InlineData("TWIN025", "\n#if X // /*!*/\n#endif\nuint M() => S.Load(a);")]
    public void Member_ThatCannotBeAwaited_IsReportedAtItsPlace(string code, string member) => Rejects(code, $$"""
        using Plimsoll.Sync;
        namespace Plimsoll.Samples;
        public sealed class D<S> where S : struct, ISync { public uint Go(nuint a) => S.Load(a); }
        public sealed class C<S> where S : struct, ISync
        {
            private readonly nuint a = 0;
            private readonly object o = new();
            private uint x = 0;
            {{member}}
        }
        """);

    [Theory]
    [InlineData("TWIN012",
        "public static unsafe class C<S> where S : struct, ISync { static void M(uint* /*!*/p) => S.Store(0, 1); }")]
    [InlineData("TWIN014",
        "public static unsafe class C<S> where S : struct, ISync " +
        "{ static void M() { uint* /*!*/p = null; S.Store(0, 1); } }")]
    [InlineData("TWIN015", "public struct C<S> where S : struct, ISync { void /*!*/M() => S.Store(0, 1); }")]
    [InlineData("TWIN016",
        "public abstract class B { public abstract void M(); } " +
        "public sealed class C<S> : B where S : struct, ISync { public override void /*!*/M() => S.Store(0, 1); }")]
    [InlineData("TWIN016",
        "public sealed class C<S> : IDisposable where S : struct, ISync " +
        "{ public void /*!*/Dispose() => S.Store(0, 1); }")]
    [InlineData("TWIN016",
        "public sealed class C<S> : IDisposable where S : struct, ISync " +
        "{ void IDisposable./*!*/Dispose() => S.Store(0, 1); }")]
    [InlineData("TWIN016", "public interface C<S> where S : struct, ISync { void /*!*/M() => S.Store(0, 1); }")]
    [InlineData("TWIN018", "public class C<S> where S : struct, ISync { void /*!*/M() => S.Store(0, 1); }")]
    [InlineData("TWIN021", "public sealed class /*!*/C<S> where S : struct, ISync; public sealed class C;")]
    [InlineData("TWIN022", "public sealed class C</*!*/T> where T : struct, ISync;")]
    public void Type_ThatCannotHoldCoroutines_IsReportedAtItsPlace(string code, string type) =>
        Rejects(code, $"using Plimsoll.Sync;\nnamespace Plimsoll.Samples;\n{type}");

    [Theory]
    [InlineData("uint P => S.Read(a); uint M() => S.Load(a) + P;")]
    [InlineData("C() => S.Write(a, 1); uint M() => S.Load(a);")]
    [InlineData("string M() => S.Load(a) + nameof(M);")]
    [InlineData("void M() { for (uint i = S.Load(a); i < S.Load(a); i += S.Load(a)) S.Store(a, 1); }")]
    public void Member_OfTheRightForm_IsAccepted(string member) => Assert.Empty(Sample.Twin($$"""
        using Plimsoll.Sync;
        namespace Plimsoll.Samples;
        public sealed class C<S> where S : struct, ISync
        {
            private readonly nuint a = 0;
            {{member}}
        }
        """).Breaches);

    private static void Rejects(string code, string source)
    {
        const string mark = "/*!*/";
        string[] before = source[..source.IndexOf(mark, StringComparison.Ordinal)].Split('\n');
        // The example of a closed door needs a struct that is a door and is not S.
        string own = source.Contains("Samples.Own", StringComparison.Ordinal) ? Sample.Real("Real.cs").Text
            .Replace("namespace Plimsoll.Sync;", "", StringComparison.Ordinal)
            .Replace("using System.Runtime.CompilerServices;", "", StringComparison.Ordinal)
            .Replace("struct Real", "struct Own", StringComparison.Ordinal) : "";
        if (own.Length > 0) source = "using System.Runtime.CompilerServices; " + source;
        Breach breach = Assert.Single(Sample.Twin(source + own).Breaches, b => b.Code == code);
        Assert.Equal(before.Length, breach.Line);
        Assert.DoesNotContain(Sample.Twin(source + own).Breaches, b => b.Code == "TWIN001");
    }
}
