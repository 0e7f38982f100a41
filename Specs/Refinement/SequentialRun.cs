using System.Reflection;
using Plimsoll.Specs.Subjects;

namespace Plimsoll.Specs.Refinement;

/// <summary>
/// Sequential conformance of a form of the allocator: random sequences that seek pressure, on every machine.
/// </summary>
public static class SequentialRun
{
    /// <summary>What a disagreement with the model is called among laws.</summary>
    public const string Law = "CONFORMANCE";

    private const int Longest = 60;

    /// <summary>The first disagreement over so many sequences a machine, or null.</summary>
    public static Disagreement? FirstDisagreement(Assembly form, int sequences, int seed)
    {
        for (int run = 0; run < sequences; run++)
        {
            foreach (var machine in Machines.All)
            {
                int length = 4 + (run * Longest / sequences);
                Command[] commands = CommandSequence.Make(machine, unchecked((seed * 7919) + run), length);
                SequentialSubject? subject = null;
                Disagreement? found = Runner.Run(
                    machine, t => subject = new(new TwinSubject(form, t, SequentialSubject.SlotCount)), commands);
                // Whatever came of it later, an untrue note was the first thing wrong.
                if (subject?.Untruth is { } untruth) return new($"{Law}: {untruth}", found?.Trace ?? []);
                if (found is not null) return found;
            }
        }

        return null;
    }
}
