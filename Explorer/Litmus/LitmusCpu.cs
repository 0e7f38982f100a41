using System.Globalization;

namespace Plimsoll.Explorer;

/// <summary>
/// A thread as it runs: <see cref="Advance"/> does what is free, up to the next access; whoever carries the thread
/// performs that and brings its value to <see cref="Complete"/>. Used again in every execution.
/// </summary>
internal sealed class LitmusCpu(LitmusCode code, string file, Action<string, string> fail)
{
    /// <summary>A loop that makes no access is left after so many instructions.</summary>
    private const int MaxFree = 1_000_000;

    private readonly int[] stack = new int[Math.Max(code.Stack, 1)];
    private int at;
    private int top;

    public int[] Registers { get; } = new int[code.Registers];

    /// <summary>The access to be performed; its first operand is a value, or CAS's expected one.</summary>
    public LitmusSite Site { get; private set; } = null!;

    /// <summary>The number of the cell within the program.</summary>
    public int Cell { get; private set; }

    public int Operand { get; private set; }

    public int SecondOperand { get; private set; }

    /// <summary>Where it stands, and a hash of what decides how it goes on but for the value it will read.</summary>
    public (int Place, ulong State) State
    {
        get
        {
            ulong hash = (ulong)at;
            foreach (int register in Registers) hash = Mixed(hash, register);
            foreach (int value in stack.AsSpan(0, top)) hash = Mixed(hash, value);
            return (at, hash);

            static ulong Mixed(ulong hash, int value)
            {
                hash = unchecked((hash ^ (uint)value) * 0x9E3779B97F4A7C15);
                return hash ^ hash >> 29;
            }
        }
    }

    public void Reset()
    {
        at = top = 0;
        Array.Clear(Registers);
    }

    /// <summary>Runs to the next access: false at the end, also where a law is broken.</summary>
    public bool Advance()
    {
        for (int free = 0; free < MaxFree; free++)
        {
            LitmusInstruction now = code.Instructions[at++];
            switch (now.Op)
            {
                case LitmusOp.Access:
                    return Prepare(code.Sites[now.Argument]);
                case LitmusOp.Stop:
                    return false;
                case LitmusOp.Assert:
                    if (stack[--top] != 0) break;
                    return Break(LitmusGuest.Assert, now.Place, $"assert {code.Texts[now.Argument]} does not hold");
                case LitmusOp.Binary:
                    if (!Calculate(now)) return false;
                    break;
                default:
                    Simple(now);
                    break;
            }
        }

        return Break(
            LitmusGuest.Loop,
            code.Instructions[at].Place,
            string.Create(CultureInfo.InvariantCulture, $"a loop of {MaxFree} instructions without an access"));
    }

    /// <summary>The access took place and gave this value.</summary>
    public void Complete(int value) => stack[top++] = value;

    /// <summary>The law of <c>final</c>: its value over the cells, or null where it has none.</summary>
    public int? Judge(ReadOnlySpan<int> cells)
    {
        at = top = 0;
        while (true)
        {
            LitmusInstruction now = code.Instructions[at++];
            switch (now.Op)
            {
                case LitmusOp.Stop:
                    return stack[0];
                case LitmusOp.PushCell:
                    if (!Prepare(code.Sites[now.Argument])) return null;
                    stack[top++] = cells[Cell];
                    break;
                case LitmusOp.Binary:
                    if (!Calculate(now)) return null;
                    break;
                default:
                    Simple(now);
                    break;
            }
        }
    }

    private bool Calculate(LitmusInstruction now)
    {
        int right = stack[--top];
        return LitmusArithmetic.TryApply((LitmusOperator)now.Argument, stack[top - 1], right, out stack[top - 1])
            || Break(LitmusGuest.Divide, now.Place, "a division by zero");
    }

    private void Simple(LitmusInstruction now)
    {
        switch (now.Op)
        {
            case LitmusOp.Push:
                stack[top++] = now.Argument;
                break;
            case LitmusOp.PushRegister:
                stack[top++] = Registers[now.Argument];
                break;
            case LitmusOp.Pop:
                top--;
                break;
            case LitmusOp.PopToRegister:
                Registers[now.Argument] = stack[--top];
                break;
            case LitmusOp.Not:
                stack[top - 1] = stack[top - 1] == 0 ? 1 : 0;
                break;
            case LitmusOp.Negate:
                stack[top - 1] = unchecked(-stack[top - 1]);
                break;
            case LitmusOp.ToBoolean:
                stack[top - 1] = stack[top - 1] != 0 ? 1 : 0;
                break;
            case LitmusOp.Jump:
                at = now.Argument;
                break;
            case LitmusOp.JumpIfZero:
                if (stack[--top] == 0) at = now.Argument;
                break;
            case LitmusOp.JumpKeepingZero:
                if (stack[--top] == 0) Keep(0, now.Argument);
                break;
            case LitmusOp.JumpKeepingOne:
                if (stack[--top] != 0) Keep(1, now.Argument);
                break;
            default:
                throw new InvalidOperationException($"{now.Op} cannot stand here.");
        }
    }

    private void Keep(int value, int target)
    {
        stack[top++] = value;
        at = target;
    }

    /// <summary>Takes index and operands from the stack.</summary>
    private bool Prepare(LitmusSite site)
    {
        Site = site;
        SecondOperand = site.Kind.Operands() == 2 ? stack[--top] : 0;
        Operand = site.Kind.Operands() > 0 ? stack[--top] : 0;
        int index = stack[--top];
        Cell = unchecked(site.First + index);
        if (index >= 0 && index < site.Count) return true;
        return Break(
            LitmusGuest.Index,
            site.Place,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{site.Name}[{index}] does not exist: the indices are 0 to {site.Count - 1}"));
    }

    private bool Break(string law, LitmusPlace place, string what)
    {
        fail(law, string.Create(CultureInfo.InvariantCulture, $"{file}:{place.Line}:{place.Column}: {what}"));
        return false;
    }
}
