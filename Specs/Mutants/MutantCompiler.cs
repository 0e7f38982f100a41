using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Twinner;

namespace Plimsoll.Specs.Mutants;

/// <summary>
/// Makes the twin of edited sources in memory. The Rules are compiled in, edited or not, so that a subject's rules
/// are all its own while model and laws keep theirs; the Vocabulary is the one everybody shares.
/// </summary>
public sealed class MutantCompiler(SourceTree sources)
{
    private static readonly string[] Libraries = [typeof(Gfp).Assembly.Location, typeof(IProgram).Assembly.Location];

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
        checkOverflow: true, allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Enable, deterministic: true);

    // Most files of a mutant's twin are those of every other's.
    private readonly ConcurrentDictionary<string, SyntaxTree> trees = new(StringComparer.Ordinal);

    /// <summary>The twin with the mutant's edits made; null: the unmutated control.</summary>
    /// <param name="spoil">Spoils a file of the twin after Twinner wrote it: for planting faults of Twinner
    /// itself.</param>
    /// <exception cref="MutantException">An edit does not fit the sources.</exception>
    public MutantBuild Compile(Mutant? mutant, Func<SourceFile, SourceFile>? spoil = null)
    {
        SourceTree tree = mutant is null ? sources : sources.With(mutant);
        TwinResult twin = Twinner.Twin.Rewrite(tree.Files, Libraries);
        if (!twin.Breaches.IsEmpty) return new([.. twin.Breaches.Select(breach => breach.ToString())]);

        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Plimsoll.Twin.{mutant?.Id ?? "Control"}",
            twin.Files.Select(file => spoil is null ? file : spoil(file)).Append(SourceFile.ImplicitUsings)
                .Select(file => trees.GetOrAdd(file.Text, _ => file.Tree)),
            References.Framework.AddRange(Libraries.Select(References.At)),
            Options);
        using MemoryStream image = new();
        EmitOptions options = new(debugInformationFormat: DebugInformationFormat.Embedded);
        EmitResult result = compilation.Emit(image, options: options);
        return result.Success
            ? new(image)
            : new([.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(Text)]);
    }

    private static string Text(Diagnostic diagnostic) => diagnostic.ToString();
}

/// <summary>
/// What became of a mutant: an assembly in a context of its own, which goes when the build does, or compile errors.
/// </summary>
public sealed class MutantBuild : IDisposable
{
    private readonly AssemblyLoadContext? context;

    internal MutantBuild(ImmutableArray<string> errors) => Errors = errors;

    internal MutantBuild(MemoryStream image)
    {
        context = new("mutant", isCollectible: true);
        image.Position = 0;
        Assembly = context.LoadFromStream(image);
    }

    public Assembly? Assembly { get; }

    public ImmutableArray<string> Errors { get; } = [];

    public void Dispose() => context?.Unload();
}
