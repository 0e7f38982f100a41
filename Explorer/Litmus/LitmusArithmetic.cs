namespace Plimsoll.Explorer;

/// <summary>What the operators mean, on 32-bit numbers that wrap.</summary>
internal static class LitmusArithmetic
{
    /// <summary>The operators that look at both sides; false for a division by zero.</summary>
    public static bool TryApply(LitmusOperator operation, int left, int right, out int result)
    {
        bool divides = operation is LitmusOperator.Divide or LitmusOperator.Remainder;
        result = 0;
        if (divides && right == 0) return false;
        result = unchecked(operation switch
        {
            LitmusOperator.Add => left + right,
            LitmusOperator.Subtract => left - right,
            LitmusOperator.Multiply => left * right,

            // The machine traps on the one quotient that does not fit.
            LitmusOperator.Divide => right == -1 ? -left : left / right,
            LitmusOperator.Remainder => right == -1 ? 0 : left % right,
            LitmusOperator.Equal => left == right ? 1 : 0,
            LitmusOperator.NotEqual => left != right ? 1 : 0,
            LitmusOperator.Less => left < right ? 1 : 0,
            LitmusOperator.AtMost => left <= right ? 1 : 0,
            LitmusOperator.Greater => left > right ? 1 : 0,
            LitmusOperator.AtLeast => left >= right ? 1 : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Looks at one side only."),
        });
        return true;
    }

    /// <summary>The value of an expression that needs no run, or null.</summary>
    public static int? Constant(LitmusExpression expression, int tid)
    {
        switch (expression)
        {
            case LitmusExpression.Number number:
                return number.Value;
            case LitmusExpression.Tid:
                return tid;
            case LitmusExpression.Unary { Operator: LitmusOperator.Negate } unary:
                return unchecked(-Constant(unary.Operand, tid));
            case LitmusExpression.Binary { Operator: not (LitmusOperator.And or LitmusOperator.Or) } binary:
                return Constant(binary.Left, tid) is { } left && Constant(binary.Right, tid) is { } right
                    && TryApply(binary.Operator, left, right, out int result) ? result : null;
            default:
                return null;
        }
    }
}
