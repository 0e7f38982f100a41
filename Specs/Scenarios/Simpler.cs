using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Scenarios;

/// <summary>An operation with less in one of its arguments, by one step.</summary>
internal static class Simpler
{
    /// <summary>What there can be less of.</summary>
    public static IReadOnlyList<string> Arguments { get; } = ["order", "flags", "mask", "pages", "kbytes"];

    /// <summary>
    /// One order less; the flags of an ordinary request (GFP_KERNEL); every node allowed; one page less to adjust by;
    /// a page less of min_free_kbytes. Null: the operation has no such argument, or nothing less.
    /// </summary>
    public static Operation? Of(Operation operation, string argument)
    {
        Request request = operation.Request;
        return (operation.Kind, argument) switch
        {
            (OperationKind.Allocate, "order") when request.Order.Value > 0 =>
                operation with { Request = request with { Order = new(request.Order.Value - 1) } },
            (OperationKind.Allocate, "flags") when request.Gfp != Gfp.Kernel =>
                operation with { Request = request with { Gfp = Gfp.Kernel } },
            (OperationKind.Allocate, "mask") when request.Allowed != NodeMask.All =>
                operation with { Request = request with { Allowed = NodeMask.All } },
            (OperationKind.Adjust, "pages") when Math.Abs(operation.Argument) > 1 =>
                operation with { Argument = operation.Argument - Math.Sign(operation.Argument) },
            (OperationKind.SetMinFree, "kbytes") when operation.Argument >= 4 =>
                operation with { Argument = operation.Argument - 4 },
            _ => null,
        };
    }

    /// <summary>By so many steps; null: there are not so many.</summary>
    public static Operation? Of(Operation operation, string argument, int steps)
    {
        Operation? simpler = operation;
        for (int i = 0; i < steps && simpler is not null; i++) simpler = Of(simpler.Value, argument);
        return simpler;
    }
}
