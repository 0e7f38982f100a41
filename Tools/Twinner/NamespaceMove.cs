using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plimsoll.Twinner;

/// <summary>
/// Moves the sources' namespaces below Plimsoll.Twin: <c>Plimsoll.Pages</c> to <c>Plimsoll.Twin.Pages</c>. It comes
/// before everything else, so that the compiler binds every name as it will in the twin. A shorter name finds its
/// twin by itself.
/// </summary>
internal sealed class NamespaceMove : CSharpSyntaxWalker
{
    // Mutants share most of their files, and a moved file keeps what the compiler parsed.
    private static readonly ConditionalWeakTable<SourceFile, Known> Cache = [];

    private readonly IReadOnlySet<string> declared;
    private readonly TextEdits edits;

    private NamespaceMove(SourceFile file, IReadOnlySet<string> declared)
    {
        this.declared = declared;
        edits = new(file.Text);
    }

    /// <summary>The namespaces that these files declare.</summary>
    public static IReadOnlySet<string> Declared(IEnumerable<SourceFile> files) => files
        .SelectMany(file => file.Tree.GetRoot().DescendantNodes(node => node is not TypeDeclarationSyntax))
        .OfType<BaseNamespaceDeclarationSyntax>().Select(space => space.Name.ToString()).ToHashSet();

    public static SourceFile Of(SourceFile file, IReadOnlySet<string> declared)
    {
        if (Cache.TryGetValue(file, out Known? known) && known.Declared.SetEquals(declared)) return known.Moved;
        NamespaceMove move = new(file, declared);
        move.Visit(file.Tree.GetRoot());
        string text = move.edits.Apply();
        SourceFile moved = text == file.Text ? file : new(file.Path, text);
        Cache.AddOrUpdate(file, new(declared, moved));
        return moved;
    }

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        // Only a declaration names a namespace by one word.
        if (node.Parent is BaseNamespaceDeclarationSyntax) Move(node);
    }

    public override void VisitQualifiedName(QualifiedNameSyntax node)
    {
        if (!Move(node)) base.VisitQualifiedName(node);
    }

    public override void VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        if (!Move(node)) base.VisitMemberAccessExpression(node);
    }

    private bool Move(ExpressionSyntax node)
    {
        string written = node.ToString();
        string name = written.StartsWith("global::", StringComparison.Ordinal) ? written["global::".Length..] : written;
        if (!declared.Contains(name) || Moved(name) is not { } moved) return false;
        edits.Replace(node.Span, written[..^name.Length] + moved);
        return true;
    }

    private sealed record Known(IReadOnlySet<string> Declared, SourceFile Moved);

    private static string? Moved(string name) => name.Split('.') switch
    {
        // The words both sides speak, and the rules: the twin uses the same.
        ["Plimsoll", "Model" or "Explorer", ..] => null,
        ["Plimsoll", "Specs", .. var rest] => string.Join('.', ["Plimsoll", "Twin", .. rest]),
        ["Plimsoll", .. var rest] => string.Join('.', ["Plimsoll", "Twin", .. rest]),
        _ => null,
    };
}
