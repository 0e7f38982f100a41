namespace Plimsoll.Explorer;

/// <summary>Follows a schedule and calls somebody before its last step.</summary>
internal sealed class Stopping(Schedule schedule, Action stop) : Strategy
{
    private readonly Guided guided = new(schedule);

    public override bool WantsEveryStep => true;

    public override bool Next() => true;

    public override void Again()
    {
    }

    public override int Choose(int step, int current, ulong enabled)
    {
        if (step == schedule.Length - 1) stop();
        return guided.Choose(step, current, enabled);
    }
}
