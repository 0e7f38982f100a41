namespace Plimsoll.Explorer;

/// <summary>
/// Follows a schedule as far as it fits, and goes on with the fewest switches where it does not. Used to repeat and to
/// minimise.
/// </summary>
internal sealed class Guided(Schedule schedule) : Strategy
{
    public override bool Next() => true;

    public override void Again()
    {
    }

    public override int Choose(int step, int current, ulong enabled) =>
        step < schedule.Length && (enabled >> schedule[step] & 1) != 0
            ? schedule[step]
            : DepthFirst.Default(current, enabled);
}
