using System.Numerics;
using Plimsoll.Explorer;

namespace Plimsoll.Tests.Explorer;

/// <summary>An operation of the objects below: a letter and a number.</summary>
internal readonly record struct Op(char Kind, int Argument)
{
    public override string ToString() => $"{Kind}({Argument})";
}

/// <summary>A specification that a generator can draw operations for.</summary>
internal interface ITestSpec<TState> : ISequentialSpec<TState, Op, int>
    where TState : notnull
{
    /// <summary>Letters of the operations.</summary>
    string Kinds { get; }

    /// <summary>Arguments and wrong results are 0 to this, excluded.</summary>
    int Values { get; }
}

/// <summary>w(v) -> 0 and r(_) -> the last value.</summary>
internal sealed class RegisterSpec : ITestSpec<int>
{
    public string Kinds => "wr";

    public int Values => 3;

    public IEnumerable<int> Initial => [0];

    public IEnumerable<int> Next(int state, Op operation, int result) => operation.Kind == 'w'
        ? result == 0 ? [operation.Argument] : []
        : result == state ? [state] : [];

    public IEnumerable<int> Results(int state, Op operation) => [operation.Kind == 'w' ? 0 : state];
}

/// <summary>a(d) -> the value before.</summary>
internal sealed class CounterSpec : ITestSpec<int>
{
    public string Kinds => "a";

    public int Values => 3;

    public IEnumerable<int> Initial => [0];

    public IEnumerable<int> Next(int state, Op operation, int result) =>
        result == state ? [state + operation.Argument] : [];

    public IEnumerable<int> Results(int state, Op operation) => [state];
}

/// <summary>A queue or a stack: p(v) -> 0; g(_) -> a value, or -1 where there is none.</summary>
internal sealed class SequenceSpec(bool lastFirst) : ITestSpec<string>
{
    public string Kinds => "pg";

    public int Values => 3;

    public IEnumerable<string> Initial => [""];

    public IEnumerable<string> Next(string state, Op operation, int result)
    {
        if (operation.Kind == 'p') return result == 0 ? [state + (char)('0' + operation.Argument)] : [];
        if (result != Got(state)) return [];
        return [state.Length == 0 ? state : lastFirst ? state[..^1] : state[1..]];
    }

    public IEnumerable<int> Results(string state, Op operation) => [operation.Kind == 'p' ? 0 : Got(state)];

    public string DescribeState(string state) => $"[{state}]";

    public string DescribeOperation(Op operation) => operation.Kind == 'p' ? $"put({operation.Argument})" : "get()";

    public string DescribeResult(Op operation, int result) =>
        operation.Kind == 'p' ? "ok" : result < 0 ? "nothing" : $"{result}";

    private int Got(string state) => state.Length == 0 ? -1 : state[lastFirst ? ^1 : 0] - '0';
}

/// <summary>i(v), d(v), c(v): insert, delete, contains; each tells whether the value was there.</summary>
internal sealed class SetSpec : ITestSpec<uint>
{
    public string Kinds => "idc";

    public int Values => 2;

    public IEnumerable<uint> Initial => [0];

    public IEnumerable<uint> Next(uint state, Op operation, int result)
    {
        uint bit = 1u << operation.Argument;
        if (result != ((state & bit) != 0 ? 1 : 0)) return [];
        return operation.Kind switch { 'i' => [state | bit], 'd' => [state & ~bit], _ => [state] };
    }

    public IEnumerable<int> Results(uint state, Op operation) => [(int)(state >> operation.Argument & 1)];
}

/// <summary>
/// a(_) -> any free page, or -1 only when none is; f(v) -> 0 for an allocated page, else -1. The state is the set of
/// allocated pages.
/// </summary>
internal sealed class AllocatorSpec(int pages) : ITestSpec<uint>
{
    public string Kinds => "aaf";

    public int Values => pages;

    public IEnumerable<uint> Initial => [0];

    public IEnumerable<uint> Next(uint state, Op operation, int result)
    {
        if (!Results(state, operation).Contains(result)) return [];
        if (result < 0) return [state];
        return [operation.Kind == 'a' ? state | 1u << result : state & ~(1u << operation.Argument)];
    }

    public IEnumerable<int> Results(uint state, Op operation)
    {
        if (operation.Kind == 'f') return [(int)(state >> operation.Argument & 1) - 1];
        return BitOperations.PopCount(state) == pages
            ? [-1]
            : Enumerable.Range(0, pages).Where(page => (state >> page & 1) == 0);
    }
}

/// <summary>
/// A cache that may start with anything in it: s(v) -> 0 stores a value; e(_) -> 0 evicts one of the values, nobody
/// sees which, or -1 where there is none; c(v) tells whether the value is there. One result, several next states.
/// </summary>
internal sealed class EvictingSpec : ITestSpec<uint>
{
    public string Kinds => "sec";

    public int Values => 3;

    public IEnumerable<uint> Initial => [0b000, 0b111];

    public IEnumerable<uint> Next(uint state, Op operation, int result)
    {
        if (!Results(state, operation).Contains(result)) return [];
        return operation.Kind switch
        {
            's' => [state | 1u << operation.Argument],
            'e' when result == 0 => Enumerable.Range(0, Values).Where(value => (state >> value & 1) != 0)
                .Select(value => state & ~(1u << value)),
            _ => [state],
        };
    }

    public IEnumerable<int> Results(uint state, Op operation) => operation.Kind switch
    {
        's' => [0],
        'e' => [state == 0 ? -1 : 0],
        _ => [(int)(state >> operation.Argument & 1)],
    };
}
