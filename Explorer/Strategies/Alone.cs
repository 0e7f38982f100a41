namespace Plimsoll.Explorer;

/// <summary>Follows a schedule to where a loop was found, then lets the loop's CPU run and nobody else.</summary>
internal sealed class Alone(Schedule schedule, Loop loop, Loops loops) : Strategy
{
    private bool begun;

    public override bool WantsEveryStep => true;

    public override bool Next() => true;

    public override void Again() => throw new InvalidOperationException("A trial is not interrupted.");

    public override int Choose(int step, int current, ulong enabled)
    {
        if (step < schedule.Length) return (enabled >> schedule[step] & 1) != 0 ? schedule[step] : Nobody;
        if (!begun) loops.Try(loop);
        begun = true;
        return loops.IsTrying && (enabled >> loop.Cpu & 1) != 0 ? loop.Cpu : Redundant;
    }
}
