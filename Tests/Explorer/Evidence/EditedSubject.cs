using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Plimsoll.Explorer;
using Plimsoll.Twinner;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// A small subject as source text, so that edits of it are what edits are: old text and new text, each found once. It
/// takes and gives pages of a zone; the check is not in the same critical section as the take, which is the bug.
/// </summary>
internal static class EditedSubject
{
    public const string Law = "STRICT";

    private const string Source = """
        using Plimsoll.Explorer;
        using S = Plimsoll.Explorer.Guest;

        public static class Subject
        {
            public const string Cells = "lock free mark log hits";
            const int Lock = 0, Free = 4, Mark = 8, Log = 12, Hits = 16;

            public static async CoTask Run(nuint zone, int cpu)
            {
                if (cpu == 0)
                {
                    await Hit(zone);
                    await Take(zone);
                    await Give(zone);
                }
                if (cpu == 1)
                {
                    await Take(zone);
                    await Tell(zone);
                }
                if (cpu == 2)
                {
                    await Hit(zone);
                    await Tell(zone);
                }
            }

            static async CoTask Take(nuint zone)
            {
                if (await S.Load(zone + Free) <= await S.Load(zone + Mark)) return;
                await S.Lock(zone + Lock);
                uint left = await S.Load(zone + Free) - 1;
                await S.Store(zone + Free, left);
                S.Note(1, left, 0, 0);
                await S.Unlock(zone + Lock);
            }

            static async CoTask Give(nuint zone)
            {
                await S.Lock(zone + Lock);
                uint free = await S.Load(zone + Free);
                await S.Store(zone + Free, free + 1);
                await S.Unlock(zone + Lock);
            }

            static async CoTask Tell(nuint zone)
            {
                uint log = await S.Load(zone + Log);
                await S.Store(zone + Log, log + 1);
            }

            static async CoTask Hit(nuint zone) => await S.Add(zone + Hits, 1);
        }

        """;

    private static readonly CSharpCompilationOptions Options =
        new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release);

    private static readonly IEnumerable<MetadataReference> Libraries =
        [.. References.Framework, References.At(typeof(IProgram).Assembly.Location)];

    /// <summary>The subject with edits made, ready to run: one page above the mark.</summary>
    public static CellProgram With(params (string Old, string New)[] edits)
    {
        string text = Source;
        foreach ((string old, string now) in edits)
        {
            int at = text.IndexOf(old, StringComparison.Ordinal);
            if (at < 0 || text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0)
                throw new ArgumentException($"'{old}' does not stand once in the subject");
            text = text[..at] + now + text[(at + old.Length)..];
        }

        Type subject = Compile(text).GetType("Subject", throwOnError: true)!;
        Func<nuint, int, CoTask> run = subject.GetMethod("Run")!.CreateDelegate<Func<nuint, int, CoTask>>();
        string cells = (string)subject.GetField("Cells")!.GetRawConstantValue()!;
        CellProgram program = new(cells, 3, (p, cpu) => run(p.Memory, cpu))
        {
            Name = "subject",
            AtNote = (p, note) =>
            {
                if (note.A < p.Value(2)) Engine.Current!.Fail(Law, $"{note.A} pages are left of {p.Value(2)}");
            },
        };
        program.Set(1, 3);
        program.Set(2, 2);
        return program;
    }

    private static Assembly Compile(string text)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, path: "Subject.cs", encoding: System.Text.Encoding.UTF8);
        CSharpCompilation compilation = CSharpCompilation.Create("Subject", [tree], Libraries, Options);
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);
        if (!result.Success) throw new ArgumentException(result.Diagnostics[0].ToString());
        image.Position = 0;
        return new AssemblyLoadContext("subject", isCollectible: true).LoadFromStream(image);
    }
}
