namespace Plimsoll.Explorer;

/// <summary>
/// What the names of a parsed program stand for: every cell is declared and used as it was declared, constant indices
/// are in range, and locks that are used without declaration are found.
/// </summary>
internal sealed class LitmusNames
{
    private readonly LitmusProgram program;
    private readonly Dictionary<string, LitmusCells> cells;
    private readonly Dictionary<string, LockUse> locks = [];
    private int[] tids = [];

    private LitmusNames(LitmusProgram program)
    {
        this.program = program;
        cells = program.Cells.ToDictionary(c => c.Name);
    }

    public static LitmusProgram Resolve(LitmusProgram program)
    {
        LitmusNames names = new(program);
        names.Threads(names.FindLocks);
        names.Threads(names.Check);
        if (program.Final is { } final) names.Check(final, []);
        LitmusCells[] locks = [.. names.locks.Values.Select(use => use.ToCells())];
        int all = program.Cells.Sum(c => c.Count) + locks.Sum(l => l.Count);
        if (all > LitmusProgram.MaxCells)
        {
            throw names.Wrong(
                locks[^1].Place,
                $"{all} cells and locks in all: at most {LitmusProgram.MaxCells}; declare the locks: 'cells l[4]'.");
        }

        return program with { Locks = locks };
    }

    private void Threads(Action<LitmusExpression, IReadOnlyList<string>> visit)
    {
        foreach (IGrouping<int, LitmusThread> group in program.Threads.GroupBy(t => t.Group))
        {
            LitmusThread thread = group.First();
            tids = [.. group.Select(t => t.Tid)];
            foreach (LitmusExpression expression in Expressions(thread.Body)) visit(expression, thread.Registers);
        }
    }

    /// <summary>The outermost expressions of statements and of what stands in them.</summary>
    private static IEnumerable<LitmusExpression> Expressions(IEnumerable<LitmusStatement> body)
    {
        foreach (LitmusStatement statement in body)
        {
            (LitmusExpression? expression, IEnumerable<LitmusStatement> inner) = statement switch
            {
                LitmusStatement.Assign s => (s.Value, []),
                LitmusStatement.Perform s => (s.Access, []),
                LitmusStatement.Assert s => (s.Condition, []),
                LitmusStatement.If s => (s.Condition, s.Then.Concat(s.Else)),
                LitmusStatement.While s => (s.Condition, s.Body),
                LitmusStatement.DoWhile s => (s.Condition, s.Body),
                LitmusStatement.Loop s => ((LitmusExpression?)null, s.Body),
                _ => (null, []),
            };
            if (expression is not null) yield return expression;
            foreach (LitmusExpression of in Expressions(inner)) yield return of;
        }
    }

    private static IEnumerable<LitmusExpression> Parts(LitmusExpression expression) => expression switch
    {
        LitmusExpression.Unary unary => [unary.Operand],
        LitmusExpression.Binary binary => [binary.Left, binary.Right],
        LitmusExpression.Access { Cell.Index: { } index } access => [index, .. access.Operands],
        LitmusExpression.Access access => access.Operands,
        LitmusExpression.FinalCell { Cell.Index: { } index } => [index],
        _ => [],
    };

    private void FindLocks(LitmusExpression expression, IReadOnlyList<string> registers)
    {
        foreach (LitmusExpression part in Parts(expression)) FindLocks(part, registers);
        if (expression is not LitmusExpression.Access { Cell: { } reference } access) return;
        if (!access.Kind.IsOnLock() || cells.ContainsKey(reference.Name)) return;
        if (!locks.TryGetValue(reference.Name, out LockUse? use))
            locks.Add(reference.Name, use = new(reference, reference.Index is not null));
        if (use.IsArray != reference.Index is not null)
        {
            throw Wrong(
                reference.Place,
                $"the lock '{reference.Name}' has {(use.IsArray ? "an" : "no")} index elsewhere, and here"
                + $" {(use.IsArray ? "none" : "one")}.");
        }

        if (reference.Index is null) return;
        foreach (int tid in tids)
        {
            int? index = LitmusArithmetic.Constant(reference.Index, tid);
            if (index is < 0 or >= LitmusProgram.MaxCells) throw Outside(reference, index.Value);
            use.Uses(index);
        }
    }

    private void Check(LitmusExpression expression, IReadOnlyList<string> registers)
    {
        foreach (LitmusExpression part in Parts(expression)) Check(part, registers);
        switch (expression)
        {
            case LitmusExpression.Access { Cell: { } reference } access:
                if (!locks.ContainsKey(reference.Name)) Check(reference);
                else if (!access.Kind.IsOnLock())
                    throw Wrong(reference.Place, $"'{reference.Name}' is a lock: to use it as a cell, declare it too.");
                break;
            case LitmusExpression.FinalCell { Cell: { } reference }:
                if (locks.ContainsKey(reference.Name))
                    throw Wrong(reference.Place, $"'{reference.Name}' is a lock: to use it as a cell, declare it too.");
                Check(reference);
                break;
            case LitmusExpression.FinalRegister register:
                Check(register);
                break;
            case LitmusExpression.Register register
                when cells.ContainsKey(register.Name) && !registers.Contains(register.Name):
                throw Wrong(register.Place, $"'{register.Name}' is a cell: it is read with 'R {register.Name}'.");
        }
    }

    private void Check(LitmusReference reference)
    {
        if (!cells.TryGetValue(reference.Name, out LitmusCells? cell))
        {
            string known = cells.Count == 0 ? "" : $" (declared: {string.Join(' ', cells.Keys.Take(20))})";
            throw Wrong(
                reference.Place,
                $"the cell '{reference.Name}' is not declared{known}: write 'cells {reference.Name}'.");
        }

        if (cell.Length is null && reference.Index is not null)
            throw Wrong(reference.Place, $"'{cell.Name}' is one cell and takes no index.");
        if (cell.Length is not null && reference.Index is null)
        {
            throw Wrong(
                reference.Place, $"'{cell.Name}' is an array of {cell.Length} cells: write '{cell.Name}[e]'.");
        }

        if (reference.Index is null) return;
        foreach (int tid in tids)
        {
            if (LitmusArithmetic.Constant(reference.Index, tid) is { } index && (index < 0 || index >= cell.Count))
                throw Outside(reference, index);
        }
    }

    private void Check(LitmusExpression.FinalRegister register)
    {
        if (register.Thread >= program.Threads.Count)
        {
            throw Wrong(
                register.Place,
                $"there is no thread {register.Thread}: they are t0 to t{program.Threads.Count - 1}.");
        }

        if (!program.Threads[register.Thread].Registers.Contains(register.Name))
            throw Wrong(register.Place, $"thread {register.Thread} assigns no register '{register.Name}'.");
    }

    private LitmusException Outside(LitmusReference reference, int index)
    {
        int last = (cells.TryGetValue(reference.Name, out LitmusCells? cell) ? cell.Count : LitmusProgram.MaxCells) - 1;
        return Wrong(
            reference.Index!.Place, $"{reference.Name}[{index}] does not exist: the indices are 0 to {last}.");
    }

    private LitmusException Wrong(LitmusPlace place, string problem) => new(program.File, place, problem);

    /// <summary>How a lock without declaration is used.</summary>
    private sealed class LockUse(LitmusReference first, bool isArray)
    {
        private int count = 1;

        public bool IsArray => isArray;

        /// <param name="index">Null: known in the run only.</param>
        public void Uses(int? index) =>
            count = Math.Max(count, index is { } known ? known + 1 : LitmusProgram.UndeclaredLocks);

        public LitmusCells ToCells() => new(first.Name, isArray ? count : null, new int[count], first.Place);
    }
}
