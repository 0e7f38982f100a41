using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Twinner;

namespace Plimsoll.Specs.Mutants;

/// <summary>
/// The subject's sources as the compiler understands them, and which methods its operations can reach.
/// </summary>
internal sealed class SubjectCode
{
    private readonly CSharpCompilation compilation;
    private readonly HashSet<SyntaxNode> reached = [];

    public SubjectCode(SourceTree sources)
    {
        compilation = CSharpCompilation.Create(
            "Subject",
            sources.Files.Append(SourceFile.ImplicitUsings).Select(file => file.Tree),
            References.Framework.Add(References.At(typeof(Gfp).Assembly.Location)),
            new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));
        Reach(sources.Files.SelectMany(file => file.Tree.GetRoot().DescendantNodes())
            .OfType<ClassDeclarationSyntax>().Where(type => type.Identifier.Text == "PageSubject")
            .SelectMany(type => type.Members));
    }

    public SemanticModel ModelOf(SyntaxTree tree) => compilation.GetSemanticModel(tree);

    /// <summary>The methods of a file that an operation of the subject may run.</summary>
    public IEnumerable<MethodDeclarationSyntax> MethodsOf(SourceFile file) =>
        file.Tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(reached.Contains);

    private void Reach(IEnumerable<MemberDeclarationSyntax> roots)
    {
        Queue<SyntaxNode> pending =
            new(roots.Where(member => member is not MethodDeclarationSyntax { Identifier.Text: "Validate" }));
        Dictionary<SyntaxTree, SemanticModel> models = [];
        while (pending.TryDequeue(out SyntaxNode? member))
        {
            if (!reached.Add(member)) continue;
            if (!models.TryGetValue(member.SyntaxTree, out SemanticModel? model))
            {
                models[member.SyntaxTree] = model = ModelOf(member.SyntaxTree);
            }

            foreach (SyntaxNode node in member.DescendantNodes())
            {
                bool refers = node
                    is SimpleNameSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax;
                if (!refers) continue;
                ISymbol? symbol = model.GetSymbolInfo(node).Symbol;
                if (symbol is not (IMethodSymbol or IPropertySymbol)) continue;
                foreach (SyntaxReference place in symbol.OriginalDefinition.DeclaringSyntaxReferences)
                {
                    pending.Enqueue(place.GetSyntax());
                }
            }
        }
    }
}
