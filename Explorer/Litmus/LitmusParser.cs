using System.Globalization;

namespace Plimsoll.Explorer;

/// <summary>
/// Recursive descent over the whole text: the parts of a program, and statements. What names stand for is
/// <see cref="LitmusNames"/>' to find out, because a lock is known by its uses.
/// </summary>
internal sealed class LitmusParser
{
    private const int MaxText = 1 << 20;
    private const int MaxRegisters = 256;

    private readonly string file;
    private readonly LitmusTokens tokens;
    private readonly LitmusExpressions expressions;
    private readonly List<LitmusCells> cells = [];
    private readonly List<LitmusThread> threads = [];
    private readonly List<string> registers = [];
    private int groups;
    private int loops;

    public LitmusParser(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        this.file = file;
        if (text.Length > MaxText)
            throw new LitmusException(file, new(1, 1), $"a program of {text.Length} characters: at most {MaxText}.");
        tokens = new(text, file);
        expressions = new(tokens);
    }

    public LitmusProgram Program()
    {
        string? name = null;
        LitmusExpression? final = null;
        for (tokens.SkipSemicolons(); tokens.Current.Kind != LitmusTokenKind.End; tokens.SkipSemicolons())
        {
            LitmusToken start = tokens.Take();
            switch (start)
            {
                case { Kind: LitmusTokenKind.Word, Text: "name" }:
                    if (name is not null) throw tokens.Wrong(start.Place, "a second name: a program has one.");
                    name = Name();
                    break;
                case { Kind: LitmusTokenKind.Word, Text: "cells" }:
                    Cells();
                    break;
                case { Kind: LitmusTokenKind.Word, Text: "thread" }:
                    Thread(start.Place);
                    break;
                case { Kind: LitmusTokenKind.Word, Text: "final" }:
                    if (final is not null) throw tokens.Wrong(start.Place, "a second final: join them with &&.");
                    final = expressions.Final();
                    break;
                default:
                    throw tokens.Wrong(
                        start.Place,
                        $"{LitmusTokens.Shown(start)} starts no part of a program: name, cells, thread and final do.");
            }
        }

        if (threads.Count == 0) throw tokens.Wrong("a program without a thread: write 'thread' and its statements.");
        return new(name ?? Path.GetFileNameWithoutExtension(file), file, cells, [], threads, final);
    }

    private string Name()
    {
        LitmusToken name = tokens.Take();
        return name is { Kind: LitmusTokenKind.Name, Text.Length: > 0 }
            ? name.Text
            : throw tokens.Wrong(name.Place, "the name is missing: 'name treiber-push-2'.");
    }

    private void Cells()
    {
        if (tokens.Current.Kind != LitmusTokenKind.Word || LitmusWords.StartsPart(tokens.Current.Text))
            throw tokens.Wrong("no cell is declared: 'cells x head=1 next[4]=0,2'.");
        while (tokens.Current.Kind == LitmusTokenKind.Word && !LitmusWords.StartsPart(tokens.Current.Text)) Cell();
        LitmusToken next = tokens.Current;
        bool ends = next.Kind is LitmusTokenKind.Word or LitmusTokenKind.End || tokens.Is(";");
        if (!ends) throw tokens.Wrong($"{LitmusTokens.Shown(next)} among cells: 'cells x head=1 next[4]=0,2'.");
    }

    private void Cell()
    {
        LitmusToken name = tokens.Take();
        if (LitmusWords.IsReserved(name.Text))
            throw tokens.Wrong(name.Place, $"'{name.Text}' is a word of the language and cannot name a cell.");
        if (cells.Any(c => c.Name == name.Text))
            throw tokens.Wrong(name.Place, $"the cell '{name.Text}' is declared twice.");
        int? length = null;
        if (tokens.TryTake("["))
        {
            LitmusToken count = tokens.Take();
            if (count.Kind != LitmusTokenKind.Number || count.Number is < 1 or > LitmusProgram.MaxCells)
            {
                throw tokens.Wrong(
                    count.Place,
                    $"{LitmusTokens.Shown(count)} is no size: an array has 1 to {LitmusProgram.MaxCells} cells.");
            }

            length = count.Number;
            tokens.Expect("]", "after the size of an array");
        }

        int[] values = new int[length ?? 1];
        if (tokens.TryTake("=")) Initial(name.Text, values);
        cells.Add(new(name.Text, length, values, name.Place));
        if (cells.Sum(c => c.Count) > LitmusProgram.MaxCells)
            throw tokens.Wrong(name.Place, $"more than {LitmusProgram.MaxCells} cells, with '{name.Text}'.");
    }

    private void Initial(string cell, int[] values)
    {
        int i = 0;
        do
        {
            LitmusPlace place = tokens.Current.Place;
            int value = SignedNumber($"'{cell}' starts with");
            if (i == values.Length)
                throw tokens.Wrong(place, $"'{cell}' is {Cells(values.Length)}, and here is one value more.");
            values[i++] = value;
        }
        while (tokens.TryTake(","));

        static string Cells(int count) => count == 1 ? "one cell" : $"an array of {count} cells";
    }

    private int SignedNumber(string what)
    {
        bool negative = tokens.TryTake("-");
        LitmusToken number = tokens.Take();
        if (number.Kind != LitmusTokenKind.Number)
            throw tokens.Wrong(number.Place, $"{what} numbers, not with {LitmusTokens.Shown(number)}.");
        return unchecked(negative ? -number.Number : number.Number);
    }

    private void Thread(LitmusPlace place)
    {
        int copies = Copies();
        if (threads.Count + copies > LitmusProgram.MaxThreads)
        {
            throw tokens.Wrong(
                place, $"more than {LitmusProgram.MaxThreads} threads ({threads.Count + copies}) cannot be explored.");
        }

        registers.Clear();
        List<LitmusStatement> body = [];
        for (tokens.SkipSemicolons(); !AtPart(); tokens.SkipSemicolons()) body.Add(Statement());
        if (body.Count == 0) throw tokens.Wrong(place, "a thread without a statement: leave it out.");
        string[] names = [.. registers];
        for (int tid = 0; tid < copies; tid++) threads.Add(new(tid, groups, body, names, place));
        groups++;
    }

    /// <summary>The N of <c>thread xN</c>; a register may be called x3 as well.</summary>
    private int Copies()
    {
        LitmusToken word = tokens.Current;
        bool isCount = word.Kind == LitmusTokenKind.Word && word.Text.Length > 1 && word.Text[0] == 'x'
            && word.Text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
            && tokens.Following is not { Kind: LitmusTokenKind.Symbol, Text: "=" };
        if (!isCount) return 1;
        bool fits = int.TryParse(word.Text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int copies)
            && copies is >= 1 and <= LitmusProgram.MaxThreads;
        if (!fits)
        {
            throw tokens.Wrong($"'{word.Text}' is no number of threads: x1 to x{LitmusProgram.MaxThreads} are.");
        }

        tokens.Take();
        return copies;
    }

    private bool AtPart() => tokens.Current.Kind == LitmusTokenKind.End
        || (tokens.Current.Kind == LitmusTokenKind.Word && LitmusWords.StartsPart(tokens.Current.Text));

    private List<LitmusStatement> Block(string of)
    {
        tokens.Expect("{", $"to start the body of {of}");
        tokens.Enter();
        List<LitmusStatement> body = [];
        for (tokens.SkipSemicolons(); !tokens.Is("}"); tokens.SkipSemicolons())
        {
            if (AtPart()) throw tokens.Wrong($"'}}' is needed to end the body of {of}, not {Shown()}.");
            body.Add(Statement());
        }

        tokens.Take();
        tokens.Leave();
        return body;
    }

    private List<LitmusStatement> LoopBody(string of)
    {
        loops++;
        List<LitmusStatement> body = Block(of);
        loops--;
        return body;
    }

    private LitmusStatement Statement()
    {
        LitmusToken first = tokens.Current;
        if (first.Kind != LitmusTokenKind.Word) throw NoStatement();
        if (LitmusWords.TryAccess(first.Text, out _)) return new LitmusStatement.Perform(expressions.Access());
        switch (first.Text)
        {
            case "if":
                return If();
            case "while":
                tokens.Take();
                LitmusExpression until = Condition("while");
                return new LitmusStatement.While(until, LoopBody("while"), first.Place);
            case "do":
                tokens.Take();
                List<LitmusStatement> body = LoopBody("do");
                tokens.Expect("while", "after the body of do");
                return new LitmusStatement.DoWhile(body, Condition("while"), first.Place);
            case "loop":
                tokens.Take();
                return new LitmusStatement.Loop(LoopBody("loop"), first.Place);
            case "break":
                if (loops == 0) throw tokens.Wrong("'break' stands in no loop: use 'stop' to end the thread.");
                tokens.Take();
                return new LitmusStatement.Break(first.Place);
            case "stop":
                tokens.Take();
                return new LitmusStatement.Stop(first.Place);
            case "assert":
                tokens.Take();
                LitmusToken start = tokens.Current;
                LitmusExpression law = expressions.Expression();
                return new LitmusStatement.Assert(law, tokens.Between(start), first.Place);
            default:
                return Assign();
        }
    }

    private LitmusStatement.If If()
    {
        LitmusPlace place = tokens.Take().Place;
        LitmusExpression condition = Condition("if");
        List<LitmusStatement> then = Block("if");
        if (!tokens.TryTake("else")) return new(condition, then, [], place);
        if (!tokens.Is("if")) return new(condition, then, Block("else"), place);
        tokens.Enter();
        LitmusStatement.If another = If();
        tokens.Leave();
        return new(condition, then, [another], place);
    }

    private LitmusExpression Condition(string of)
    {
        tokens.Expect("(", $"to start the condition of {of}");
        LitmusExpression condition = expressions.Expression();
        tokens.Expect(")", $"to end the condition of {of}");
        return condition;
    }

    private LitmusStatement.Assign Assign()
    {
        LitmusToken register = tokens.Current;
        bool assigns = !LitmusWords.IsReserved(register.Text)
            && tokens.Following is { Kind: LitmusTokenKind.Symbol, Text: "=" };
        if (!assigns) throw NoStatement();
        tokens.Take();
        tokens.Take();
        LitmusExpression value = expressions.Expression();
        if (!registers.Contains(register.Text)) registers.Add(register.Text);
        if (registers.Count > MaxRegisters)
            throw tokens.Wrong(register.Place, $"more than {MaxRegisters} registers in a thread.");
        return new(register.Text, value, register.Place);
    }

    private LitmusException NoStatement() => tokens.Wrong(
        $"{Shown()} starts no statement: use an access (R W CAS FAA XCHG LOCK UNLOCK TRYLOCK FENCE), 'register = ...',"
        + " if, while, do, loop, break, stop or assert.");

    private string Shown() => LitmusTokens.Shown(tokens.Current);
}
