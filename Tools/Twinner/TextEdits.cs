using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Plimsoll.Twinner;

/// <summary>Edits of a text, collected in the order of a walk from the outside in.</summary>
internal sealed class TextEdits(string text)
{
    private readonly List<(TextSpan Span, string Text)> _edits = [];

    public void Insert(int position, string inserted) => _edits.Add((new(position, 0), inserted));

    public void Replace(TextSpan span, string replacement) => _edits.Add((span, replacement));

    /// <summary>Takes text out and leaves its line ends.</summary>
    public void Blank(TextSpan span)
    {
        if (!span.IsEmpty) Replace(span, new string('\n', text.AsSpan(span.Start, span.Length).Count('\n')));
    }

    public string Apply()
    {
        StringBuilder result = new(text.Length + 1024);
        int done = 0;

        // Stable: of two insertions at one place, the outer call's comes first.
        foreach ((TextSpan span, string replacement) in _edits.OrderBy(edit => edit.Span.Start))
        {
            result.Append(text, done, span.Start - done).Append(replacement);
            done = span.End;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }
}
