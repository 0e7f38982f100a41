using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plimsoll.Twinner;

/// <summary>A call, and the declaration it stands in: a method, or something that cannot be awaited.</summary>
internal sealed record Call(InvocationExpressionSyntax Syntax, IMethodSymbol Callee, SyntaxNode Owner);

/// <summary>The sources as the compiler understands them, and which of their methods become coroutines.</summary>
internal sealed class Reading
{
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, checkOverflow: true,
        nullableContextOptions: NullableContextOptions.Enable);

    private readonly HashSet<IMethodSymbol> _coroutines = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly Dictionary<InvocationExpressionSyntax, IMethodSymbol?> _callees = [];
    private readonly HashSet<string> _names = [];
    private readonly INamedTypeSymbol? _door;

    public Reading(ImmutableArray<SourceFile> files, IEnumerable<string> references)
    {
        Files = files;
        Compilation = CSharpCompilation.Create(
            "Twin.Input",
            files.Select(file => file.Tree).Append(SourceFile.ImplicitUsings.Tree),
            References.Framework.AddRange(references.Select(References.At)),
            Options);
        _door = Compilation.GetTypeByMetadataName("Plimsoll.Twin.Sync.ISync");
        Calls = [.. files.SelectMany(CallsOf)];
        FindCoroutines();
        _names.UnionWith(_coroutines.Select(method => method.Name));
        _names.UnionWith(_door?.MemberNames ?? []);
    }

    public ImmutableArray<SourceFile> Files { get; }

    public CSharpCompilation Compilation { get; }

    public ImmutableArray<Call> Calls { get; }

    /// <summary>One model per file: a model remembers every method body it has bound.</summary>
    public SemanticModel ModelOf(SyntaxNode node)
    {
        if (!_models.TryGetValue(node.SyntaxTree, out SemanticModel? model))
        {
            model = Compilation.GetSemanticModel(node.SyntaxTree);
            _models.Add(node.SyntaxTree, model);
        }

        return model;
    }

    public bool DeclaresDoor(SourceFile file) =>
        _door is not null && _door.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == file.Tree);

    public bool IsDoor(ITypeSymbol? type) => _door is not null && SymbolEqualityComparer.Default.Equals(type, _door);

    /// <summary>Production's S and its like: their bodies are what the explorer replaces.</summary>
    public bool OpensDoor(ITypeSymbol? type) => type is not null && type.AllInterfaces.Any(IsDoor);

    /// <summary>A type parameter that stands for the door: S.</summary>
    public bool IsSeam(ITypeParameterSymbol? parameter) =>
        parameter is not null && parameter.ConstraintTypes.Any(IsDoor);

    /// <summary>Plain accesses and ghost notes are no scheduling points.</summary>
    public bool IsSchedulingPoint(IMethodSymbol method) =>
        IsDoor(method.ContainingType) && method.Name is not ("Read" or "Write" or "Note");

    public bool IsCoroutine(IMethodSymbol? method) => method is not null && _coroutines.Contains(method);

    /// <summary>Calls that the compiler cannot make sense of: each might hide a scheduling point.</summary>
    public bool HasUnboundCalls => Files.SelectMany(InvocationsOf).Any(call =>
        CalleeOf(call) is null && call.Expression is not IdentifierNameSyntax { Identifier.Text: "nameof" });

    public bool IsAwaited(Call call) => IsSchedulingPoint(call.Callee) || IsCoroutine(call.Callee);

    /// <summary>The method called, or null when the invocation is none (nameof, a delegate).</summary>
    public IMethodSymbol? CalleeOf(InvocationExpressionSyntax invocation)
    {
        if (!_callees.TryGetValue(invocation, out IMethodSymbol? callee))
        {
            ISymbol? symbol = ModelOf(invocation).GetSymbolInfo(invocation).Symbol;
            callee = symbol is IMethodSymbol method ? Declared(method) : null;
            _callees.Add(invocation, callee);
        }

        return callee;
    }

    public bool IsAwaited(InvocationExpressionSyntax invocation) =>
        CalleeOf(invocation) is { } callee && (IsSchedulingPoint(callee) || IsCoroutine(callee));

    /// <summary>
    /// Whether a name might be a coroutine's or a scheduling point's: binding every name would take long.
    /// </summary>
    public bool MightBeAwaited(SimpleNameSyntax name) => _names.Contains(name.Identifier.Text);

    /// <summary>The parameters that a generic name's arguments stand for.</summary>
    public ImmutableArray<ITypeParameterSymbol> TypeParametersOf(GenericNameSyntax name)
    {
        SymbolInfo info = ModelOf(name).GetSymbolInfo(name);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) switch
        {
            INamedTypeSymbol type => type.OriginalDefinition.TypeParameters,
            IMethodSymbol { MethodKind: MethodKind.Constructor } method =>
                method.ContainingType.OriginalDefinition.TypeParameters,
            IMethodSymbol method => Declared(method).TypeParameters,
            _ => [],
        };
    }

    public static IMethodSymbol Declared(IMethodSymbol method) => (method.ReducedFrom ?? method).OriginalDefinition;

    private IEnumerable<Call> CallsOf(SourceFile file)
    {
        foreach (InvocationExpressionSyntax syntax in InvocationsOf(file))
        {
            if (CalleeOf(syntax) is { } callee) yield return new(syntax, callee, OwnerOf(syntax));
        }
    }

    private static IEnumerable<InvocationExpressionSyntax> InvocationsOf(SourceFile file) =>
        file.Tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>();

    private static SyntaxNode OwnerOf(SyntaxNode node) => node.Ancestors().First(a =>
        a is AnonymousFunctionExpressionSyntax or QueryExpressionSyntax or LocalFunctionStatementSyntax
            or AccessorDeclarationSyntax or MemberDeclarationSyntax or AttributeSyntax or CompilationUnitSyntax);

    /// <summary>A method that calls a scheduling point or a coroutine is a coroutine: the least such set.</summary>
    private void FindCoroutines()
    {
        ILookup<ISymbol, Call> callsTo = Calls.ToLookup(call => (ISymbol)call.Callee, SymbolEqualityComparer.Default);
        Queue<Call> pending = new(Calls.Where(call => IsSchedulingPoint(call.Callee)));
        while (pending.TryDequeue(out Call? call))
        {
            if (call.Owner is not MethodDeclarationSyntax owner) continue;
            IMethodSymbol caller = (IMethodSymbol)ModelOf(owner).GetDeclaredSymbol(owner)!;
            if (!_coroutines.Add(caller)) continue;
            foreach (Call next in callsTo[caller]) pending.Enqueue(next);
        }
    }
}
