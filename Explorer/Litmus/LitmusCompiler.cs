namespace Plimsoll.Explorer;

/// <summary>One thread, or the law of <c>final</c>, as code.</summary>
internal sealed class LitmusCompiler
{
    private readonly LitmusLayout layout;
    private readonly int tid;
    private readonly List<string> registers;
    private readonly List<LitmusInstruction> code = [];
    private readonly List<LitmusSite> sites = [];
    private readonly List<string> texts = [];
    private readonly Stack<List<int>> breaks = new();
    private int depth;
    private int deepest;

    private LitmusCompiler(LitmusLayout layout, IEnumerable<string> registers, int tid)
    {
        this.layout = layout;
        this.tid = tid;
        this.registers = [.. registers];
    }

    public static LitmusCode Thread(LitmusLayout layout, LitmusThread thread)
    {
        LitmusCompiler compiler = new(layout, thread.Registers, thread.Tid);
        compiler.Block(thread.Body);
        compiler.Emit(LitmusOp.Stop, 0, thread.Place);
        return compiler.Code();
    }

    /// <summary>Leaves the value of the law on the stack; the registers are those of all threads in turn.</summary>
    public static LitmusCode Law(LitmusLayout layout, IReadOnlyList<LitmusThread> threads, LitmusExpression law)
    {
        LitmusCompiler compiler = new(layout, threads.SelectMany((t, i) => t.Registers.Select(r => $"t{i}.{r}")), 0);
        compiler.Expression(law);
        compiler.Emit(LitmusOp.Stop, 0, law.Place);
        return compiler.Code();
    }

    private LitmusCode Code() => new([.. code], [.. sites], [.. texts], registers.Count, deepest);

    private void Emit(LitmusOp op, int argument, LitmusPlace place) => code.Add(new(op, argument, place));

    private int EmitJump(LitmusOp op, LitmusPlace place)
    {
        Emit(op, -1, place);
        return code.Count - 1;
    }

    private void LandHere(int jump) => code[jump] = code[jump] with { Argument = code.Count };

    private void Push(LitmusOp op, int argument, LitmusPlace place)
    {
        Emit(op, argument, place);
        deepest = Math.Max(deepest, ++depth);
    }

    private void Block(IReadOnlyList<LitmusStatement> body)
    {
        foreach (LitmusStatement statement in body) Statement(statement);
    }

    private void Statement(LitmusStatement statement)
    {
        LitmusPlace place = statement.Place;
        switch (statement)
        {
            case LitmusStatement.Assign assign:
                Expression(assign.Value);
                Emit(LitmusOp.PopToRegister, Register(assign.Register), place);
                depth--;
                break;
            case LitmusStatement.Perform perform:
                Expression(perform.Access);
                Emit(LitmusOp.Pop, 0, place);
                depth--;
                break;
            case LitmusStatement.If choice:
                If(choice);
                break;
            case LitmusStatement.While loop:
                int start = code.Count;
                int exit = Condition(loop.Condition, place);
                Loop(start, loop.Body, place, exit);
                break;
            case LitmusStatement.DoWhile loop:
                DoWhile(loop);
                break;
            case LitmusStatement.Loop loop:
                Loop(code.Count, loop.Body, place, exit: null);
                break;
            case LitmusStatement.Break:
                breaks.Peek().Add(EmitJump(LitmusOp.Jump, place));
                break;
            case LitmusStatement.Stop:
                Emit(LitmusOp.Stop, 0, place);
                break;
            case LitmusStatement.Assert assert:
                Expression(assert.Condition);
                texts.Add(assert.Text);
                Emit(LitmusOp.Assert, texts.Count - 1, place);
                depth--;
                break;
        }
    }

    /// <summary>The jump that is taken when the condition does not hold.</summary>
    private int Condition(LitmusExpression condition, LitmusPlace place)
    {
        Expression(condition);
        depth--;
        return EmitJump(LitmusOp.JumpIfZero, place);
    }

    private void If(LitmusStatement.If choice)
    {
        int otherwise = Condition(choice.Condition, choice.Place);
        Block(choice.Then);
        if (choice.Else.Count == 0)
        {
            LandHere(otherwise);
            return;
        }

        int end = EmitJump(LitmusOp.Jump, choice.Place);
        LandHere(otherwise);
        Block(choice.Else);
        LandHere(end);
    }

    private void Loop(int start, IReadOnlyList<LitmusStatement> body, LitmusPlace place, int? exit)
    {
        breaks.Push([]);
        Block(body);
        Emit(LitmusOp.Jump, start, place);
        if (exit is { } jump) LandHere(jump);
        breaks.Pop().ForEach(LandHere);
    }

    private void DoWhile(LitmusStatement.DoWhile loop)
    {
        int start = code.Count;
        breaks.Push([]);
        Block(loop.Body);
        int exit = Condition(loop.Condition, loop.Place);
        Emit(LitmusOp.Jump, start, loop.Place);
        LandHere(exit);
        breaks.Pop().ForEach(LandHere);
    }

    private void Expression(LitmusExpression expression)
    {
        LitmusPlace place = expression.Place;
        switch (expression)
        {
            case LitmusExpression.Number number:
                Push(LitmusOp.Push, number.Value, place);
                break;
            case LitmusExpression.Tid:
                Push(LitmusOp.Push, tid, place);
                break;
            case LitmusExpression.Register register:
                Push(LitmusOp.PushRegister, Register(register.Name), place);
                break;
            case LitmusExpression.FinalRegister register:
                Push(LitmusOp.PushRegister, registers.IndexOf($"t{register.Thread}.{register.Name}"), place);
                break;
            case LitmusExpression.FinalCell final:
                Index(final.Cell);
                Emit(LitmusOp.PushCell, Site(LitmusAccess.R, final.Cell, place), place);
                break;
            case LitmusExpression.Unary unary:
                Expression(unary.Operand);
                Emit(unary.Operator == LitmusOperator.Not ? LitmusOp.Not : LitmusOp.Negate, 0, place);
                break;
            case LitmusExpression.Binary binary:
                Binary(binary);
                break;
            case LitmusExpression.Access access:
                Access(access);
                break;
        }
    }

    private void Binary(LitmusExpression.Binary binary)
    {
        Expression(binary.Left);
        if (binary.Operator is LitmusOperator.And or LitmusOperator.Or)
        {
            bool and = binary.Operator == LitmusOperator.And;
            int end = EmitJump(and ? LitmusOp.JumpKeepingZero : LitmusOp.JumpKeepingOne, binary.Place);
            depth--;
            Expression(binary.Right);
            Emit(LitmusOp.ToBoolean, 0, binary.Place);
            LandHere(end);
            return;
        }

        Expression(binary.Right);
        Emit(LitmusOp.Binary, (int)binary.Operator, binary.Place);
        depth--;
    }

    /// <summary>Index, operands, access; the value takes their place, also where the access has none.</summary>
    private void Access(LitmusExpression.Access access)
    {
        if (access.Cell is { } cell) Index(cell);
        else Push(LitmusOp.Push, 0, access.Place);
        foreach (LitmusExpression operand in access.Operands) Expression(operand);
        Emit(LitmusOp.Access, Site(access.Kind, access.Cell, access.Place), access.Place);
        depth -= access.Operands.Count;
    }

    private void Index(LitmusReference cell)
    {
        if (cell.Index is { } index) Expression(index);
        else Push(LitmusOp.Push, 0, cell.Place);
    }

    private int Site(LitmusAccess kind, LitmusReference? cell, LitmusPlace place)
    {
        (int first, int count) = cell is null ? (0, 1) : layout.Of(cell.Name);
        sites.Add(new(kind, cell?.Name ?? "", first, count, place));
        return sites.Count - 1;
    }

    private int Register(string name)
    {
        int known = registers.IndexOf(name);
        if (known >= 0) return known;
        registers.Add(name);
        return registers.Count - 1;
    }
}
