using System.Diagnostics.CodeAnalysis;

namespace Plimsoll.Explorer;

/// <summary>Evaluated from left to right; the accesses in it are steps. Comparisons give 0 or 1.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The cases of one sum type.")]
public abstract record LitmusExpression(LitmusPlace Place)
{
    public sealed record Number(int Value, LitmusPlace Place) : LitmusExpression(Place);

    public sealed record Register(string Name, LitmusPlace Place) : LitmusExpression(Place);

    public sealed record Tid(LitmusPlace Place) : LitmusExpression(Place);

    public sealed record Unary(LitmusOperator Operator, LitmusExpression Operand, LitmusPlace Place)
        : LitmusExpression(Place);

    /// <summary>The place is that of the operator.</summary>
    public sealed record Binary(
        LitmusOperator Operator, LitmusExpression Left, LitmusExpression Right, LitmusPlace Place)
        : LitmusExpression(Place);

    /// <param name="Cell">Null for a fence.</param>
    /// <param name="Operands">What follows the cell, in the order of the text.</param>
    public sealed record Access(
        LitmusAccess Kind, LitmusReference? Cell, IReadOnlyList<LitmusExpression> Operands, LitmusPlace Place)
        : LitmusExpression(Place);

    /// <summary>In <c>final</c> only: what a cell holds at the end. No step.</summary>
    public sealed record FinalCell(LitmusReference Cell) : LitmusExpression(Cell.Place);

    /// <summary>In <c>final</c> only: a register of a thread at the end, as in <c>t0.h</c>.</summary>
    public sealed record FinalRegister(int Thread, string Name, LitmusPlace Place) : LitmusExpression(Place);
}

[SuppressMessage("Design", "CA1034", Justification = "The cases of one sum type.")]
public abstract record LitmusStatement(LitmusPlace Place)
{
    public sealed record Assign(string Register, LitmusExpression Value, LitmusPlace Place) : LitmusStatement(Place);

    /// <summary>An access whose value nobody wants.</summary>
    public sealed record Perform(LitmusExpression.Access Access) : LitmusStatement(Access.Place);

    public sealed record If(
        LitmusExpression Condition,
        IReadOnlyList<LitmusStatement> Then,
        IReadOnlyList<LitmusStatement> Else,
        LitmusPlace Place) : LitmusStatement(Place);

    public sealed record While(LitmusExpression Condition, IReadOnlyList<LitmusStatement> Body, LitmusPlace Place)
        : LitmusStatement(Place);

    public sealed record DoWhile(IReadOnlyList<LitmusStatement> Body, LitmusExpression Condition, LitmusPlace Place)
        : LitmusStatement(Place);

    /// <summary>Without end, but for <c>break</c> and <c>stop</c>.</summary>
    public sealed record Loop(IReadOnlyList<LitmusStatement> Body, LitmusPlace Place) : LitmusStatement(Place);

    /// <summary>Leaves the innermost loop.</summary>
    public sealed record Break(LitmusPlace Place) : LitmusStatement(Place);

    /// <summary>Ends the thread.</summary>
    public sealed record Stop(LitmusPlace Place) : LitmusStatement(Place);

    /// <param name="Text">The expression as it stands in the text.</param>
    public sealed record Assert(LitmusExpression Condition, string Text, LitmusPlace Place) : LitmusStatement(Place);
}
