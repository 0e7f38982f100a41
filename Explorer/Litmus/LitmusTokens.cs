namespace Plimsoll.Explorer;

/// <summary>The tokens as the parser consumes them, and the one form of its complaints.</summary>
internal sealed class LitmusTokens(string text, string file)
{
    private const int MaxDepth = 200;

    private readonly List<LitmusToken> tokens = new LitmusLexer(text, file).Tokens();
    private int at;
    private int depth;

    public LitmusToken Current => tokens[at];

    public LitmusToken Following => tokens[Math.Min(at + 1, tokens.Count - 1)];

    public LitmusToken Take() => Current.Kind == LitmusTokenKind.End ? Current : tokens[at++];

    public bool Is(string what) =>
        Current.Kind is LitmusTokenKind.Symbol or LitmusTokenKind.Word && Current.Text == what;

    public bool TryTake(string what)
    {
        if (!Is(what)) return false;
        at++;
        return true;
    }

    /// <param name="why">What it is there for: <c>to end the block</c>.</param>
    public void Expect(string what, string why)
    {
        if (!TryTake(what)) throw Wrong($"'{what}' is needed {why}, not {Shown(Current)}.");
    }

    public void SkipSemicolons()
    {
        while (TryTake(";"))
        {
        }
    }

    /// <summary>What stands between two tokens, the second one excluded, in one line.</summary>
    public string Between(LitmusToken from) => string.Join(
        ' ', text[from.Start..tokens[at - 1].End].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Programs nest a few levels deep; a text that nests thousands must not end the process.</summary>
    public void Enter()
    {
        if (++depth > MaxDepth)
            throw Wrong($"blocks and expressions nest more than {MaxDepth} deep: use registers or fewer blocks.");
    }

    public void Leave() => depth--;

    public LitmusException Wrong(string problem) => Wrong(Current.Place, problem);

    public LitmusException Wrong(LitmusPlace place, string problem) => new(file, place, problem);

    public static string Shown(LitmusToken token) =>
        token.Kind == LitmusTokenKind.End ? token.Text : $"'{token.Text}'";
}
