using Plimsoll.Specs.Refinement;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Tests.Conformance;

/// <summary>
/// Smaller sequences to try: without a run of commands, with two allocations made one of twice the size, with a plainer
/// command in place. Every subsequence of a sequence makes sense, because freeing an empty slot does nothing.
/// </summary>
public static class Shrinking
{
    public static IEnumerable<Command[]> Shrink(Command[] commands)
    {
        for (int run = commands.Length / 2; run >= 1; run /= 2)
        {
            for (int at = 0; at + run <= commands.Length; at += run)
            {
                yield return [.. commands[..at], .. commands[(at + run)..]];
            }
        }

        foreach (Command[] merged in Merge(commands)) yield return merged;
        for (int at = 0; at < commands.Length; at++)
        {
            foreach (Command plainer in Plainer(commands[at]))
            {
                yield return [.. commands[..at], plainer, .. commands[(at + 1)..]];
            }
        }
    }

    private static IEnumerable<Command[]> Merge(Command[] commands)
    {
        for (int second = 1; second < commands.Length; second++)
        {
            for (int first = 0; first < second; first++)
            {
                (Operation a, Operation b) = (commands[first].Operation, commands[second].Operation);
                if (a.Kind != OperationKind.Allocate || b.Kind != OperationKind.Allocate) continue;
                int order = Math.Max(a.Request.Order.Value, b.Request.Order.Value) + 1;
                if (order > 3) continue;
                Operation larger = a with { Request = a.Request with { Order = new(order) } };
                Command twice = commands[first] with { Operation = larger };
                yield return [.. commands[..first], twice, .. commands[(first + 1)..second],
                    .. commands[(second + 1)..]];
            }
        }
    }

    /// <summary>
    /// Each is nearer to an order-0 kernel allocation of a process on cpu0, so that shrinking comes to an end.
    /// </summary>
    private static IEnumerable<Command> Plainer(Command command)
    {
        if (command.Cpu > 0) yield return command with { Cpu = 0 };
        Operation operation = command.Operation;
        if (operation.Kind == OperationKind.Adjust && Math.Abs(operation.Argument) > 1)
        {
            yield return command with { Operation = operation with { Argument = operation.Argument / 2 } };
        }

        if (operation.Kind != OperationKind.Allocate) yield break;
        Request request = operation.Request;
        if (request.Context != Context.Process) yield return With(request with { Context = Context.Process });
        if (request.Allowed != NodeMask.All) yield return With(request with { Allowed = NodeMask.All });
        if (request.Gfp != Gfp.Kernel) yield return With(request with { Gfp = Gfp.Kernel });
        if (request.Node.Value > 0) yield return With(request with { Node = new(0) });
        if (request.Order.Value > 0) yield return With(request with { Order = new(request.Order.Value - 1) });

        Command With(Request plainer) => command with { Operation = operation with { Request = plainer } };
    }
}
