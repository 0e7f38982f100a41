using System.Globalization;

namespace Plimsoll.Explorer;

internal enum LitmusTokenKind
{
    Word,

    /// <summary>The word after <c>name</c>, which may hold what no other word does.</summary>
    Name,
    Number,
    Symbol,
    End,
}

/// <param name="Start">Where it starts in the text, and where it ends.</param>
internal readonly record struct LitmusToken(
    LitmusTokenKind Kind, string Text, int Number, LitmusPlace Place, int Start, int End);

/// <summary>
/// The text as tokens. Line ends are spaces like others; <c>#</c> starts a comment that ends with its line.
/// </summary>
internal sealed class LitmusLexer(string text, string file)
{
    private const string Two = "== != <= >= && ||";
    private const string One = "=<>!+-*/%(){}[],;.";

    private readonly List<LitmusToken> tokens = [];
    private int at;
    private int line = 1;
    private int lineStart;

    private LitmusPlace Here => new(line, at - lineStart + 1);

    public List<LitmusToken> Tokens()
    {
        while (SkipSpace())
        {
            char c = text[at];
            if (tokens is [.., { Kind: LitmusTokenKind.Word, Text: "name" }]) Take(LitmusTokenKind.Name, IsOfName);
            else if (char.IsAsciiLetter(c) || c == '_') Take(LitmusTokenKind.Word, IsOfWord);
            else if (char.IsAsciiDigit(c)) TakeNumber();
            else TakeSymbol();
        }

        tokens.Add(new(LitmusTokenKind.End, "the end of the text", 0, Here, at, at));
        return tokens;
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static bool IsOfName(char c) => !char.IsWhiteSpace(c) && c is not ('#' or ';');

    private bool SkipSpace()
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '#')
            {
                while (at + 1 < text.Length && text[at + 1] != '\n') at++;
            }
            else if (text[at] == '\n')
            {
                line++;
                lineStart = at + 1;
            }
            else if (!char.IsWhiteSpace(text[at]))
            {
                return true;
            }
        }

        return false;
    }

    private void Take(LitmusTokenKind kind, Func<char, bool> belongs)
    {
        (int start, LitmusPlace place) = (at, Here);
        while (at < text.Length && belongs(text[at])) at++;
        tokens.Add(new(kind, text[start..at], 0, place, start, at));
    }

    /// <summary>A sign is an operator, so 2147483648 is read as well: as -2147483648, which negation leaves.</summary>
    private void TakeNumber()
    {
        (int start, LitmusPlace place) = (at, Here);
        while (at < text.Length && IsOfWord(text[at])) at++;
        string word = text[start..at];
        if (!word.All(char.IsAsciiDigit))
            throw new LitmusException(file, place, $"'{word}' is no number and no name: names start with a letter.");
        bool negative = tokens is [.., { Kind: LitmusTokenKind.Symbol, Text: "-" }];
        if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            || value > (negative ? 1L << 31 : int.MaxValue))
        {
            throw new LitmusException(
                file, place, $"{word} is too large: numbers go from -2147483648 to 2147483647.");
        }

        tokens.Add(new(LitmusTokenKind.Number, word, unchecked((int)value), place, start, at));
    }

    private void TakeSymbol()
    {
        LitmusPlace place = Here;
        int length = at + 1 < text.Length && Two.Split(' ').Contains(text.Substring(at, 2)) ? 2 : 1;
        string symbol = text.Substring(at, length);
        if (length == 1 && !One.Contains(text[at], StringComparison.Ordinal))
        {
            throw new LitmusException(
                file, place, $"'{symbol}' is no part of the language; operators are + - * / % {Two} < > !.");
        }

        tokens.Add(new(LitmusTokenKind.Symbol, symbol, 0, place, at, at + length));
        at += length;
    }
}
