using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Plimsoll.Specs.Mutants;

/// <summary>The ways in which a mechanical mutant differs from its source.</summary>
public enum MutationKind : byte
{
    /// <summary>One comparison becomes its neighbour: &lt; and &lt;=, &gt; and &gt;=, == and !=.</summary>
    Flip,

    /// <summary>An integer is one more, or one less.</summary>
    OffByOne,

    /// <summary>A statement is not executed.</summary>
    Delete,

    /// <summary>A compare-exchange becomes a read, and a store if it compared equal.</summary>
    SplitCas,

    /// <summary>A lock is neither taken nor released.</summary>
    DropLock,
}

/// <summary>A place that can be mutated, and how: texts that take the place of spans.</summary>
internal sealed record MutationSite(
    MutationKind Kind, string File, string Description, ImmutableArray<(TextSpan Span, string Text)> Changes)
{
    public static MutationSite Of(MutationKind kind, string file, SyntaxNode at, string text, TextSpan? span = null)
    {
        TextSpan changed = span ?? at.Span;
        string old = at.SyntaxTree.GetText().ToString(changed);
        return new(kind, file, Describe(kind, file, at, old, text), [(changed, text)]);
    }

    public static string Describe(MutationKind kind, string file, SyntaxNode at, string old, string text) =>
        $"{file}:{at.GetLocation().GetLineSpan().StartLinePosition.Line + 1} {kind} {old} -> {text}";

    /// <summary>
    /// The mutation as an edit of whole lines, with as many lines before it as make the old text unique.
    /// </summary>
    public Edit ToEdit(string text)
    {
        int start = LineStart(text, Changes.Min(change => change.Span.Start));
        int end = text.IndexOf('\n', Changes.Max(change => change.Span.End));
        if (end < 0) end = text.Length;
        while (start > 0 && !IsUnique(text, text[start..end])) start = LineStart(text, start - 1);

        string edited = text[start..end];
        foreach ((TextSpan span, string replacement) in Changes.OrderByDescending(change => change.Span.Start))
        {
            edited = edited[..(span.Start - start)] + replacement + edited[(span.End - start)..];
        }

        return new(File, text[start..end], edited);
    }

    private static int LineStart(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    private static bool IsUnique(string text, string part) =>
        text.IndexOf(part, text.IndexOf(part, StringComparison.Ordinal) + 1, StringComparison.Ordinal) < 0;
}
