using System.Numerics;
using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <content>What is done about a CPU that goes round in a loop (<see cref="Loops"/>).</content>
public sealed unsafe partial class Engine
{
    /// <summary>Finds out whether a loop ends by itself, by letting its CPU run alone.</summary>
    private void Try(in Loop loop)
    {
        bool wasRepetition = IsRepetition;
        IsRepetition = isTrial = true;
        RunThrough(new Alone(Turns.ToSchedule(), loop, loops), null);
        loops.EndTrial(loop);
        IsRepetition = wasRepetition;
        isTrial = false;
    }

    /// <summary>An access took place: has its CPU just gone round a loop twice?</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Look(AccessKind kind, nuint cell, uint old, uint now, int line, string file)
    {
        int period = loops.Add(Cpu, kind, cell, old, now, line, file);
        if (period != 0) Circle(period);
    }

    /// <summary>A CPU has gone round a loop twice.</summary>
    private void Circle(int period)
    {
        Loop loop = loops.LoopOf(Cpu, period);
        LoopKind kind = loops.KindOf(loop);
        if (kind == LoopKind.Ends || (kind == LoopKind.Unknown && isTrial)) return;
        if (!Turns.Park(loop.Cpu, loops.LastTurn(loop.Cpu)) || kind == LoopKind.Waits) return;
        unknown = loop;
        Turns.GiveUp();
    }

    /// <summary>
    /// In the middle of its turn a loop lets somebody through who waits: it has unlocked what it locks again. That he
    /// goes on there is another execution, and nothing that this one would still show.
    /// </summary>
    private bool LetsThrough()
    {
        for (ulong rest = Turns.Waiting & ~Turns.Parked; rest != 0; rest &= rest - 1)
        {
            int waiter = BitOperations.TrailingZeroCount(rest);
            Effect pending = Turns.Pending(waiter);
            for (ulong parked = Turns.Parked; parked != 0; parked &= parked - 1)
            {
                IEnumerable<Step> turn = loops.LastTurn(BitOperations.TrailingZeroCount(parked));
                if (turn.Any(step => step.Cell == Turns.PendingCell(waiter)
                    && !Solo.IsBlocked(pending.Kind, step.New, pending.Comparand)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Who goes round in which loop, and who waits besides.</summary>
    private string Circles()
    {
        List<string> texts = [];
        for (int cpu = 0; cpu < Turns.Cpus; cpu++)
        {
            if ((Turns.Parked >> cpu & 1) == 0) continue;
            texts.Add($"cpu{cpu} goes round for ever: {string.Join("; ", loops.LastTurn(cpu).Select(Text))}");
        }

        ulong waiting = Turns.Waiting & ~Turns.Parked;
        if (waiting != 0) texts.Add(locks.WaitForGraph(waiting, Turns.Cells, Program.NameOf));
        return string.Join(". ", texts);

        string Text(Step step) => $"{step.Kind.Word()} {Cells.NameOf(Program, step)} = {step.New} at {step.Place}";
    }
}
