namespace Plimsoll.Model.State;

/// <summary>The flags of tasks that change while they run: PF_MEMALLOC, TIF_MEMDIE, the nodes allowed (semantics B.6, A.5).</summary>
public sealed record TaskTable
{
    public static TaskTable None { get; } = new();

    public void Write(Encoder to) => to.Number(ReferenceEquals(this, None));
}
