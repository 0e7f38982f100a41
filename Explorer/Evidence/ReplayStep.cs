namespace Plimsoll.Explorer;

/// <summary>
/// A step as a replay names it: by place, not by number, so that it survives edits elsewhere. It is the
/// <paramref name="Ordinal"/>th step (from 1) of this kind on this cell by this CPU; the place in the source is a hint
/// for people, and never compared.
/// </summary>
public sealed record ReplayStep(int Cpu, AccessKind Kind, string Cell, int Ordinal, string Place)
{
    /// <summary>
    /// Who takes the step: the CPU, or (from <see cref="Engine.MaxCpus"/> on) the CPU's store buffer.
    /// </summary>
    internal int Actor => Kind == AccessKind.Flush ? Engine.MaxCpus + Cpu : Cpu;

    public override string ToString() => $"{ActorName(Cpu)} {What} #{Ordinal} @ {Place}";

    /// <summary>Without the CPU and the place.</summary>
    internal string What => $"{Kind.Word()} {Cell}";

    internal static string ActorName(int actor) =>
        actor < Engine.MaxCpus ? $"cpu{actor}" : $"cpu{actor - Engine.MaxCpus}'s store buffer";

    /// <summary>The scheduling points among recorded events, with their ordinals.</summary>
    internal static List<ReplayStep> Of(IProgram program, IEnumerable<Event> events)
    {
        List<ReplayStep> steps = [];
        Dictionary<(int, AccessKind, string), int> ordinals = [];
        foreach (Event happened in events)
        {
            if (happened.Access is not { IsSchedulingPoint: true } step) continue;
            string cell = Cells.NameOf(program, step);
            int ordinal = ordinals.GetValueOrDefault((step.Cpu, step.Kind, cell)) + 1;
            ordinals[(step.Cpu, step.Kind, cell)] = ordinal;
            steps.Add(new(step.Cpu, step.Kind, cell, ordinal, step.Place));
        }

        return steps;
    }
}
