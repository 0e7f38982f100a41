using Plimsoll.Specs.Refinement;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Tests.Conformance;

using Runner = Plimsoll.Specs.Refinement.Runner;

/// <summary>
/// Hunts with FsCheck for a sequence that the subject answers wrongly: sequences grow from short to long, and a failing
/// one is shrunk. The same seed hunts the same way.
/// </summary>
/// <param name="Failure">The shrunk counterexample, or null: the subject conforms on all sequences tried.</param>
/// <param name="FirstFailure">The counterexample as found.</param>
/// <param name="Crash">A sequence on which the subject threw: not a law broken, and not passed over in silence.</param>
/// <param name="CommandsToDeath">Commands executed, over all sequences, until the first failure.</param>
public sealed record Hunt(
    Disagreement? Failure, Disagreement? FirstFailure, Disagreement? Crash, int CommandsToDeath, Coverage Coverage)
{
    public static Hunt Run(
        Topology topology,
        SubjectFactory factory,
        int sequences = 200,
        int shortest = 4,
        int longest = 80,
        ulong seed = 1)
    {
        Coverage coverage = new();
        Disagreement? first = null, smallest = null, crash = null;
        int commandsToDeath = 0;
        bool Conforms(Command[] commands)
        {
            Disagreement? failure = Runner.Run(topology, factory, commands, first is null ? coverage : null);
            if (failure is null) return true;
            if (failure.IsCrash)
            {
                crash ??= failure;
                return true;
            }

            if (first is null) (first, commandsToDeath) = (failure, coverage.Commands);
            smallest = smallest is null || failure.Commands <= smallest.Commands ? failure : smallest;
            return false;
        }

        Gen<Command[]> sequence =
            Gen.Sized(size => Gen.Choose(0, int.MaxValue - 1).Select(s => CommandSequence.Make(topology, s, size)));
        Config config = Config.QuickThrowOnFailure
            .WithName(topology.Name)
            .WithQuietOnSuccess(true)
            .WithMaxTest(sequences)
            .WithStartSize(shortest)
            .WithEndSize(longest)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 1), FSharpOption<int>.None)));
        try
        {
            Check.One(config, Prop.ForAll(Arb.From(sequence, Shrinking.Shrink), Conforms));
        }
        catch (Exception) when (first is not null)
        {
            // FsCheck reports a failing property by throwing; the shrunk sequence is at hand already.
        }

        return new(smallest, first, crash, commandsToDeath, coverage);
    }

    public override string ToString() => Failure is null
        ? Crash is null ? $"conforms: {Coverage}" : $"breaks no law but crashes: {Crash}"
        : $"died after {CommandsToDeath} commands; shrunk from {FirstFailure!.Commands} to "
            + $"{Failure.Commands}:\n{Failure}";
}
