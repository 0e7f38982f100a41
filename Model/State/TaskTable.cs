using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>Flags of a task that change while it runs (semantics B.6).</summary>
[Flags]
public enum TaskFlags : byte
{
    None = 0,

    /// <summary>PF_MEMALLOC: it frees memory, and may use the reserve to do so.</summary>
    MemAlloc = 1,

    /// <summary>TIF_MEMDIE: the OOM killer chose it; it may use the reserve to get to its end.</summary>
    MemDie = 2,
}

/// <summary>A task's flags and the nodes its cpuset allows: mems_allowed.</summary>
public readonly record struct TaskState(TaskFlags Flags, NodeMask Allowed)
{
    public static TaskState Plain => new(TaskFlags.None, NodeMask.All);

    public bool Has(TaskFlags flag) => (Flags & flag) != 0;

    public TaskState With(TaskFlags flag) => this with { Flags = Flags | flag };

    public TaskState Without(TaskFlags flag) => this with { Flags = Flags & ~flag };
}

/// <summary>
/// What changes about tasks while they run: flags (semantics B.6) and allowed nodes (A.5). Where there is no table
/// every task is plain and stays so, and a request's own context and mask say all. Compared by value.
/// </summary>
public sealed class TaskTable : IEquatable<TaskTable>
{
    private readonly ImmutableArray<TaskState> tasks;

    private TaskTable(ImmutableArray<TaskState> tasks) => this.tasks = tasks;

    public static TaskTable None { get; } = new([]);

    public int Count => tasks.Length;

    public TaskState this[int task] => (uint)task < (uint)tasks.Length ? tasks[task] : TaskState.Plain;

    /// <summary>That many plain tasks.</summary>
    public static TaskTable Of(int count) => new([.. Enumerable.Repeat(TaskState.Plain, count)]);

    public TaskTable With(int task, TaskState state) => this[task] == state ? this : new(tasks.SetItem(task, state));

    /// <summary>
    /// The request as this task makes it now: its flags join the context, and its cpuset narrows the mask, which counts
    /// for nothing in an interrupt (A.5).
    /// </summary>
    public Request Effective(int task, Request request)
    {
        if (tasks.Length == 0) return request;
        TaskState state = this[task];
        Context context = request.Context;
        if (state.Has(TaskFlags.MemAlloc)) context |= Context.MemAlloc;
        if (state.Has(TaskFlags.MemDie)) context |= Context.MemDie;
        bool interrupt = (context & (Context.SoftIrq | Context.HardIrq)) != 0;
        NodeMask allowed = interrupt ? request.Allowed : new(request.Allowed.Bits & state.Allowed.Bits);
        return request with { Context = context, Allowed = allowed };
    }

    public void Write(Encoder to)
    {
        foreach (TaskState task in tasks)
        {
            to.Number((int)task.Flags);
            to.Number(task.Allowed.Bits);
        }
    }

    public bool Equals(TaskTable? other) => other is not null && tasks.AsSpan().SequenceEqual(other.tasks.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TaskTable);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (TaskState task in tasks) hash.Add(task);
        return hash.ToHashCode();
    }

    public override string ToString() => "task flags: " + string.Join(
        ' ',
        tasks.Select((t, i) => $"t{i}:{t.Flags}" + (t.Allowed == NodeMask.All ? "" : $"@{t.Allowed.Bits:x}")));
}
