using System.Text;

namespace Plimsoll.Explorer;

/// <summary>
/// A history for people: a row an operation, drawn from its call to its return, time from left to right.
/// <code>
/// cpu0 push(1) -> ok     |--|
/// cpu1 pop() -> 1           |-----|
/// cpu0 pop() -> 1              |--|
/// </code>
/// </summary>
internal sealed class HistoryText<TState, TOperation, TResult>(
    ISequentialSpec<TState, TOperation, TResult> spec, IReadOnlyList<Invocation<TOperation, TResult>> operations)
    where TState : notnull
{
    private const int MomentColumns = 3;

    public string Success(IReadOnlyList<int> order)
    {
        StringBuilder text = new();
        text.Append(order.Count == 0 ? "nothing took effect" : "in order: ").Append(Sequence(order));
        Draw(text);
        return text.ToString();
    }

    public string Failure(int blocked, IReadOnlyList<Refusal<TState, TResult>> refusals, bool andMore)
    {
        Invocation<TOperation, TResult> operation = operations[blocked];
        string call = spec.DescribeOperation(operation.Operation);
        string got = Result(operation.Result!);
        StringBuilder text = new();
        text.Append($"{Row(operation)} has no place in any order.");
        Draw(text);
        foreach (Refusal<TState, TResult> refusal in refusals)
        {
            string before = refusal.Order.Count == 0 ? "at the start" : $"after {Sequence(refusal.Order)}";
            string may = refusal.Allowed.Count == 0
                ? "is not allowed"
                : $"may return {Allowed(refusal.Allowed)}, not {got}";
            text.Append($"\n  {before} (state {spec.DescribeState(refusal.State)}) {call} {may}");
        }

        if (andMore) text.Append("\n  and so in other states");
        return text.ToString();

        string Allowed(IReadOnlyList<TResult> results) =>
            string.Join(" or ", results.Take(Refusal.MostResults).Select(Result))
                + (results.Count > Refusal.MostResults ? " or others" : "");

        string Result(TResult result) => spec.DescribeResult(operation.Operation, result);
    }

    private void Draw(StringBuilder text)
    {
        if (operations.Count == 0) return;
        int width = operations.Max(operation => Row(operation).Length);
        int end = operations.Max(o => Math.Max(o.Called, o.IsPending ? 0 : o.Returned));
        foreach (Invocation<TOperation, TResult> operation in operations)
        {
            int last = operation.IsPending ? end : operation.Returned;
            text.Append("\n  ").Append(Row(operation).PadRight(width + 2 + (MomentColumns * operation.Called)))
                .Append('|').Append('-', (MomentColumns * (last - operation.Called)) + 1)
                .Append(operation.IsPending ? '>' : '|');
        }
    }

    private string Sequence(IEnumerable<int> order) =>
        string.Join(", ", order.Select(number => Row(operations[number])));

    private string Row(in Invocation<TOperation, TResult> operation)
    {
        string call = $"cpu{operation.Thread} {spec.DescribeOperation(operation.Operation)}";
        return operation.IsPending
            ? call
            : $"{call} -> {spec.DescribeResult(operation.Operation, operation.Result!)}";
    }
}
