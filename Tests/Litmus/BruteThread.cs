using Plimsoll.Explorer;

namespace Plimsoll.Tests.Litmus;

/// <summary>An access that a thread is about to make; the cell is a number within the program.</summary>
internal sealed record BruteAccess(LitmusAccess Kind, int Cell, int First, int Second);

/// <summary>
/// Where a thread stands after certain answers to its accesses: the next access, or its end. The programs are
/// deterministic, so a thread is a tree of these; it grows as it is walked.
/// </summary>
internal sealed class BruteNode(BruteThread thread, int[] answers)
{
    private readonly Dictionary<int, BruteNode> next = [];

    public IReadOnlyList<int> Answers => answers;

    /// <summary>Null: the thread has ended.</summary>
    public BruteAccess? Pending { get; set; }

    /// <summary>The law that the thread breaks here, if any.</summary>
    public string? Broken { get; set; }

    /// <summary>In the order of <see cref="LitmusThread.Registers"/>.</summary>
    public int[] Registers { get; set; } = [];

    public BruteNode After(int answer)
    {
        if (next.TryGetValue(answer, out BruteNode? node)) return node;
        node = thread.Walk([.. answers, answer]);
        next.Add(answer, node);
        return node;
    }
}

/// <summary>
/// A second reading of the language, from the syntax tree: it shares nothing with the engine but the parser. A thread
/// is walked from its start with the answers that its accesses got, up to the access that has none yet.
/// </summary>
internal sealed class BruteThread
{
    private readonly LitmusThread thread;
    private readonly Dictionary<string, (int First, int Count)> cells;
    private readonly Dictionary<string, int> registers = [];
    private int value;
    private int answer;
    private Way way;

    private BruteThread(LitmusThread thread, Dictionary<string, (int First, int Count)> cells)
    {
        this.thread = thread;
        this.cells = cells;
    }

    private enum Way
    {
        On,
        OutOfLoop,
        ToTheEnd,
        Broken,
    }

    private string? Law { get; set; }

    public static BruteNode Start(LitmusThread thread, Dictionary<string, (int First, int Count)> cells) =>
        new BruteThread(thread, cells).Walk([]);

    public BruteNode Walk(int[] answers)
    {
        registers.Clear();
        way = Way.On;
        Law = null;
        int given = 0;
        BruteNode node = new(this, answers);
        foreach (BruteAccess access in Body(thread.Body))
        {
            if (given == answers.Length)
            {
                node.Pending = access;
                break;
            }

            answer = answers[given++];
        }

        node.Broken = node.Pending is null ? Law : null;
        node.Registers = [.. thread.Registers.Select(name => registers.GetValueOrDefault(name))];
        return node;
    }

    private IEnumerable<BruteAccess> Body(IEnumerable<LitmusStatement> body)
    {
        foreach (LitmusStatement statement in body)
        {
            foreach (BruteAccess access in Statement(statement)) yield return access;
            if (way != Way.On) yield break;
        }
    }

    private IEnumerable<BruteAccess> Statement(LitmusStatement statement)
    {
        switch (statement)
        {
            case LitmusStatement.Assign s:
                foreach (BruteAccess access in Value(s.Value)) yield return access;
                if (way == Way.On) registers[s.Register] = value;
                break;
            case LitmusStatement.Perform s:
                foreach (BruteAccess access in Value(s.Access)) yield return access;
                break;
            case LitmusStatement.If s:
                foreach (BruteAccess access in Value(s.Condition)) yield return access;
                if (way != Way.On) break;
                foreach (BruteAccess access in Body(value != 0 ? s.Then : s.Else)) yield return access;
                break;
            case LitmusStatement.While s:
                foreach (BruteAccess access in Repeat(s.Condition, s.Body, null)) yield return access;
                break;
            case LitmusStatement.DoWhile s:
                foreach (BruteAccess access in Repeat(null, s.Body, s.Condition)) yield return access;
                break;
            case LitmusStatement.Loop s:
                foreach (BruteAccess access in Repeat(null, s.Body, null)) yield return access;
                break;
            case LitmusStatement.Break:
                way = Way.OutOfLoop;
                break;
            case LitmusStatement.Stop:
                way = Way.ToTheEnd;
                break;
            case LitmusStatement.Assert s:
                foreach (BruteAccess access in Value(s.Condition)) yield return access;
                if (way == Way.On && value == 0) Break("ASSERT");
                break;
        }
    }

    private IEnumerable<BruteAccess> Repeat(
        LitmusExpression? before, IReadOnlyList<LitmusStatement> body, LitmusExpression? after)
    {
        for (int rounds = 0; way == Way.On; rounds++)
        {
            if (rounds > 10_000) throw new InvalidOperationException("This loop does not end.");
            if (before is not null)
            {
                foreach (BruteAccess access in Value(before)) yield return access;
                if (way == Way.On && value == 0) yield break;
            }

            foreach (BruteAccess access in Body(body)) yield return access;
            if (after is null || way != Way.On) continue;
            foreach (BruteAccess access in Value(after)) yield return access;
            if (way == Way.On && value == 0) yield break;
        }

        if (way == Way.OutOfLoop) way = Way.On;
    }

    /// <summary>Leaves the value in <see cref="value"/>.</summary>
    private IEnumerable<BruteAccess> Value(LitmusExpression expression)
    {
        switch (expression)
        {
            case LitmusExpression.Number number:
                value = number.Value;
                break;
            case LitmusExpression.Tid:
                value = thread.Tid;
                break;
            case LitmusExpression.Register register:
                value = registers.GetValueOrDefault(register.Name);
                break;
            case LitmusExpression.Unary unary:
                foreach (BruteAccess access in Value(unary.Operand)) yield return access;
                value = unary.Operator == LitmusOperator.Not ? (value == 0 ? 1 : 0) : unchecked(-value);
                break;
            case LitmusExpression.Binary binary:
                foreach (BruteAccess access in Binary(binary)) yield return access;
                break;
            case LitmusExpression.Access access:
                foreach (BruteAccess one in Access(access)) yield return one;
                break;
        }
    }

    private IEnumerable<BruteAccess> Binary(LitmusExpression.Binary binary)
    {
        foreach (BruteAccess access in Value(binary.Left)) yield return access;
        if (way != Way.On) yield break;
        int left = value;
        bool decided = binary.Operator == LitmusOperator.And ? left == 0
            : binary.Operator == LitmusOperator.Or && left != 0;
        if (!decided)
        {
            foreach (BruteAccess access in Value(binary.Right)) yield return access;
            if (way != Way.On) yield break;
        }

        if (BruteArithmetic.Of(binary.Operator, left, value) is { } result) value = result;
        else Break("DIVIDE");
    }

    private IEnumerable<BruteAccess> Access(LitmusExpression.Access access)
    {
        int index = 0;
        if (access.Cell?.Index is { } of)
        {
            foreach (BruteAccess inner in Value(of)) yield return inner;
            if (way != Way.On) yield break;
            index = value;
        }

        int[] operands = new int[2];
        for (int i = 0; i < access.Operands.Count; i++)
        {
            foreach (BruteAccess inner in Value(access.Operands[i])) yield return inner;
            if (way != Way.On) yield break;
            operands[i] = value;
        }

        (int first, int count) = access.Cell is null ? (0, 1) : cells[access.Cell.Name];
        if (index < 0 || index >= count)
        {
            Break("INDEX");
            yield break;
        }

        yield return new(access.Kind, access.Cell is null ? -1 : first + index, operands[0], operands[1]);
        value = answer;
    }

    private void Break(string law)
    {
        way = Way.Broken;
        Law = law;
    }
}

internal static class BruteArithmetic
{
    /// <summary>In 64 bits, cut to 32 afterwards; null for a division by zero.</summary>
    public static int? Of(LitmusOperator operation, long left, long right)
    {
        bool divides = operation is LitmusOperator.Divide or LitmusOperator.Remainder;
        if (divides && right == 0) return null;
        long result = operation switch
        {
            LitmusOperator.Add => left + right,
            LitmusOperator.Subtract => left - right,
            LitmusOperator.Multiply => left * right,
            LitmusOperator.Divide => left / right,
            LitmusOperator.Remainder => left % right,
            LitmusOperator.Equal => Bit(left == right),
            LitmusOperator.NotEqual => Bit(left != right),
            LitmusOperator.Less => Bit(left < right),
            LitmusOperator.AtMost => Bit(left <= right),
            LitmusOperator.Greater => Bit(left > right),
            LitmusOperator.AtLeast => Bit(left >= right),
            LitmusOperator.And => Bit(left != 0 && right != 0),
            LitmusOperator.Or => Bit(left != 0 || right != 0),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
        return unchecked((int)result);
    }

    private static long Bit(bool holds) => holds ? 1 : 0;
}
