using System.Globalization;

namespace Plimsoll.Explorer;

/// <summary>
/// Expressions, with the precedence of C. An access binds tighter than any operator: <c>R x == 1</c> compares what
/// was read.
/// </summary>
internal sealed class LitmusExpressions(LitmusTokens tokens)
{
    private static readonly (string Word, LitmusOperator Operator)[][] Levels =
    [
        [("||", LitmusOperator.Or)],
        [("&&", LitmusOperator.And)],
        [("==", LitmusOperator.Equal), ("!=", LitmusOperator.NotEqual)],
        [
            ("<", LitmusOperator.Less), ("<=", LitmusOperator.AtMost),
            (">", LitmusOperator.Greater), (">=", LitmusOperator.AtLeast),
        ],
        [("+", LitmusOperator.Add), ("-", LitmusOperator.Subtract)],
        [("*", LitmusOperator.Multiply), ("/", LitmusOperator.Divide), ("%", LitmusOperator.Remainder)],
    ];

    private bool ofFinal;

    public LitmusExpression Expression()
    {
        tokens.Enter();
        LitmusExpression expression = Binary(0);
        tokens.Leave();
        return expression;
    }

    /// <summary>The law of <c>final</c>: names are cells there, and <c>t0.h</c> is a register of thread 0.</summary>
    public LitmusExpression Final()
    {
        ofFinal = true;
        LitmusExpression law = Expression();
        ofFinal = false;
        return law;
    }

    /// <summary>An access with its operands; the current token is its word.</summary>
    public LitmusExpression.Access Access()
    {
        LitmusToken word = tokens.Take();
        LitmusWords.TryAccess(word.Text, out LitmusAccess kind);
        LitmusReference? cell = kind == LitmusAccess.FENCE ? null : Cell(kind);
        LitmusExpression[] operands = new LitmusExpression[kind.Operands()];
        for (int i = 0; i < operands.Length; i++) operands[i] = Operand(kind);
        return new(kind, cell, operands, word.Place);
    }

    private LitmusExpression Binary(int level)
    {
        if (level == Levels.Length) return Unary();
        LitmusExpression left = Binary(level + 1);
        int operators = 0;
        for (; OperatorOf(level) is { } operation; operators++)
        {
            // a + b + c + ... is a tree as deep as it is long.
            tokens.Enter();
            LitmusPlace place = tokens.Take().Place;
            left = new LitmusExpression.Binary(operation, left, Binary(level + 1), place);
        }

        for (; operators > 0; operators--) tokens.Leave();
        return left;
    }

    private LitmusOperator? OperatorOf(int level)
    {
        if (tokens.Current.Kind != LitmusTokenKind.Symbol) return null;
        foreach ((string word, LitmusOperator operation) in Levels[level])
        {
            if (tokens.Current.Text == word) return operation;
        }

        return null;
    }

    private LitmusExpression Unary()
    {
        LitmusOperator? operation =
            tokens.Is("!") ? LitmusOperator.Not : tokens.Is("-") ? LitmusOperator.Negate : null;
        if (operation is null) return Primary();
        LitmusPlace place = tokens.Take().Place;
        tokens.Enter();
        LitmusExpression operand = Unary();
        tokens.Leave();
        return new LitmusExpression.Unary(operation.Value, operand, place);
    }

    private LitmusExpression Primary()
    {
        LitmusToken token = tokens.Current;
        if (tokens.TryTake("("))
        {
            LitmusExpression inner = Expression();
            tokens.Expect(")", "to end the expression");
            return inner;
        }

        if (token.Kind == LitmusTokenKind.Number)
            return new LitmusExpression.Number(tokens.Take().Number, token.Place);
        if (token.Kind != LitmusTokenKind.Word)
            throw NoValue();
        if (LitmusWords.TryAccess(token.Text, out LitmusAccess kind)) return Value(kind);
        if (ofFinal) return AtTheEnd();
        if (token.Text == "tid") return new LitmusExpression.Tid(tokens.Take().Place);
        return Register();
    }

    private LitmusException NoValue() => tokens.Wrong(
        $"a value is needed, not {LitmusTokens.Shown(tokens.Current)}: a number, a register, tid, (...).");

    private LitmusExpression.Access Value(LitmusAccess kind)
    {
        if (ofFinal)
        {
            throw tokens.Wrong(
                $"'{kind}' in final: nothing runs any more; name the cell alone, as in 'final head != 0'.");
        }

        if (!kind.HasValue())
            throw tokens.Wrong($"{kind} has no value; R, CAS, FAA, XCHG and TRYLOCK have.");
        return Access();
    }

    private LitmusExpression.Register Register()
    {
        LitmusToken name = tokens.Current;
        if (LitmusWords.IsReserved(name.Text))
            throw NoValue();
        if (tokens.Following is { Kind: LitmusTokenKind.Symbol, Text: "[" })
            throw tokens.Wrong($"'{name.Text}[' is no register: a cell is read with 'R {name.Text}[...]'.");
        tokens.Take();
        return new(name.Text, name.Place);
    }

    private LitmusExpression AtTheEnd()
    {
        LitmusToken name = tokens.Current;
        if (LitmusWords.IsReserved(name.Text))
            throw tokens.Wrong($"a cell is needed, not '{name.Text}': final is a law over cells.");
        if (tokens.Following is not { Kind: LitmusTokenKind.Symbol, Text: "." })
            return new LitmusExpression.FinalCell(Reference());
        tokens.Take();
        tokens.Take();
        LitmusToken register = tokens.Take();
        int thread = 0;
        bool right = register.Kind == LitmusTokenKind.Word && name.Text[0] == 't'
            && int.TryParse(name.Text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out thread);
        if (!right)
            throw tokens.Wrong(name.Place, $"'{name.Text}.{register.Text}' is no register of a thread: t0.h is one.");
        return new LitmusExpression.FinalRegister(thread, register.Text, name.Place);
    }

    private LitmusReference Cell(LitmusAccess kind)
    {
        LitmusToken name = tokens.Current;
        if (name.Kind != LitmusTokenKind.Word || LitmusWords.IsReserved(name.Text))
        {
            string what = kind.IsOnLock() ? "lock" : "cell";
            throw tokens.Wrong($"{kind} needs a {what}, not {LitmusTokens.Shown(name)}: '{kind.Form()}'.");
        }

        return Reference();
    }

    private LitmusReference Reference()
    {
        LitmusToken name = tokens.Take();
        if (!tokens.TryTake("[")) return new(name.Text, null, name.Place);
        LitmusExpression index = Expression();
        tokens.Expect("]", "to end the index");
        return new(name.Text, index, name.Place);
    }

    /// <summary>A single word, a number with or without a sign, or an expression in parentheses.</summary>
    private LitmusExpression Operand(LitmusAccess kind)
    {
        LitmusToken first = tokens.Current;
        bool starts = first.Kind == LitmusTokenKind.Number || tokens.Is("(") || tokens.Is("-")
            || (first.Kind == LitmusTokenKind.Word
                && (first.Text == "tid" || !LitmusWords.IsReserved(first.Text)));
        if (!starts)
        {
            throw tokens.Wrong(
                $"{kind} needs an operand more, not {LitmusTokens.Shown(first)}: '{kind.Form()}'; an access or a"
                + " longer expression stands in parentheses.");
        }

        if (!tokens.TryTake("-")) return Primary();
        LitmusToken number = tokens.Take();
        if (number.Kind != LitmusTokenKind.Number)
            throw tokens.Wrong(first.Place, "'-' before an operand that is no number: put it in parentheses.");
        return new LitmusExpression.Number(unchecked(-number.Number), first.Place);
    }
}
