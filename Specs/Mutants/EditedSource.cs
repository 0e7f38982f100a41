using System.Text;
using Plimsoll.Twinner;

namespace Plimsoll.Specs.Mutants;

/// <summary>A source file with edits made. Lines after an edit keep the numbers they have in the original.</summary>
internal static class EditedSource
{
    public static SourceFile Of(string id, string path, SourceFile file, IEnumerable<Edit> edits)
    {
        (int At, Edit Edit)[] placed =
            [.. edits.Select(edit => (At: Find(id, path, file.Text, edit.Old), edit)).OrderBy(e => e.At)];
        StringBuilder text = new();
        int done = 0;
        foreach ((int at, Edit edit) in placed)
        {
            if (at < done) throw new MutantException($"mutant {id}: two edits overlap in {path}; make them one");
            text.Append(file.Text, done, at - done).Append(edit.New);
            done = at + edit.Old.Length;
            if (edit.New.Count(c => c == '\n') == edit.Old.Count(c => c == '\n')) continue;

            int end = file.Text.IndexOf('\n', done);
            bool shared = placed.Any(other => other.At >= done && other.At <= end);
            if (end < 0 || shared) continue;
            int line = file.Text.AsSpan(0, end).Count('\n') + 2;
            text.Append(file.Text, done, end + 1 - done).Append($"#line {line} \"{file.Path}\"\n");
            done = end + 1;
        }

        return new(file.Path, text.Append(file.Text, done, file.Text.Length - done).ToString());
    }

    /// <summary>Where the old text stands; it stands there once.</summary>
    private static int Find(string id, string path, string text, string old)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        if (at < 0) throw new MutantException($"mutant {id}: the old text is not in {path}; copy it from there");
        if (text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0)
        {
            throw new MutantException($"mutant {id}: the old text occurs more than once in {path}; add lines");
        }

        return at;
    }
}
