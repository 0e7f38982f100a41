using System.Runtime.CompilerServices;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Twinner;
using Xunit;

namespace Plimsoll.Tests.Twinner;

/// <summary>
/// A Treiber stack and a locked counter in the Implementation's style, and what the tests do with source text.
/// </summary>
internal static class Sample
{
    public const string StackPath = "/src/Stack.cs";

    public const string Stack = """
        using System.Runtime.CompilerServices;
        using Plimsoll.Sync;

        namespace Plimsoll.Samples;

        /// <summary>A stack of numbered slots; slot n's link is the word at links + 4n.</summary>
        public sealed class Stack<S>(nuint head, nuint links)
            where S : struct, ISync
        {
            public const uint Empty = 0;

            private readonly Counter<S> counter = new(head + 4);

            public Counter<S> Counter => counter;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private static nuint Link(nuint links, uint slot) => links + (slot * 4);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public void Push(uint slot)
            {
                uint seen;
                do
                {
                    seen = S.Load(head);
                    S.Write(Link(links, slot), seen);
                }
                while (S.CompareExchange(head, slot, seen) != seen);

                counter.Change(1);
            }

            public uint Pop()
            {
                while (true)
                {
                    uint seen = S.Load(head);
                    if (seen == Empty) return Empty;
                    if (TrySwing(seen, S.Read(Link(links, seen))) && counter.Change(-1) >= 0) return seen;
                }
            }

            public uint Peek() => S.Load(head);

            private bool TrySwing(uint from, uint to) =>
                S.CompareExchange(
                    head,
                    to, from) == from;
        }

        public sealed class Counter<S>(nuint cell)
            where S : struct, ISync
        {
            public int Change(int by)
            {
                S.Lock(cell);
                int sum = (int)S.Read(cell + 4) + by;
                S.Write(cell + 4, (uint)sum);
                S.Unlock(cell);
                return sum;
            }

            public uint Plain() => S.Read(cell + 4);
        }
        """;

    public static SourceFile Door { get; } = Real("ISync.cs");

    /// <summary>Rewrites one file beside the door itself.</summary>
    public static TwinResult Twin(string text, string path = StackPath) =>
        Plimsoll.Twinner.Twin.Rewrite([Door, new(path, text)], typeof(Gfp).Assembly.Location);

    /// <summary>The twin of one file that has no breach.</summary>
    public static string TwinText(string text)
    {
        TwinResult result = Twin(text);
        Assert.Empty(result.Breaches);
        return Assert.Single(result.Files).Text;
    }

    public static SourceFile Real(string name)
    {
        string path = Path.Combine(Root(), "Implementation", "Sync", name);
        return new(path, File.ReadAllText(path));
    }

    public static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "../../.."));
}
