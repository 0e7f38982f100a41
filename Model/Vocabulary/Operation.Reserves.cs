namespace Plimsoll.Model.Vocabulary;

/// <summary>Operations on the reserve tree.</summary>
public readonly partial record struct Operation
{
    /// <summary>The reserve it is about.</summary>
    public int Reserve { get; init; }

    private string ReserveText => Kind switch
    {
        OperationKind.SetDemand => $"set demand(reserve {Reserve}, {Argument} units)",
        OperationKind.Connect => $"connect(reserve {Reserve} below {Argument})",
        OperationKind.Disconnect => $"disconnect(reserve {Reserve})",
        OperationKind.Charge => $"s{Slot} = charge(reserve {Reserve}, {Argument} units, {Request.Gfp})",
        OperationKind.Uncharge => $"uncharge(s{Slot})",
        OperationKind.UnchargeStale => $"uncharge again(reserve {Reserve}, {Argument} units)",
        OperationKind.ReserveAllocate => $"s{Slot} = allocate({Request}) with reserve {Reserve}",
        _ => $"free(s{Slot}) to its reserve",
    };

    /// <param name="gfp">What the demand's requests will ask with: none that is restricted to DMA is accepted.</param>
    public static Operation SetDemand(int reserve, int units, Gfp gfp = Gfp.Atomic) =>
        new(OperationKind.SetDemand, -1, Request.For(gfp), units) { Reserve = reserve };

    public static Operation Connect(int reserve, int parent) =>
        new(OperationKind.Connect, -1, default, parent) { Reserve = reserve };

    public static Operation Disconnect(int reserve) =>
        new(OperationKind.Disconnect, -1, default, 0) { Reserve = reserve };

    /// <param name="gfp">With WAIT the charge waits until it fits.</param>
    public static Operation Charge(int slot, int reserve, int units, Gfp gfp = Gfp.Atomic) =>
        new(OperationKind.Charge, slot, Request.For(gfp), units) { Reserve = reserve };

    public static Operation Uncharge(int slot) => new(OperationKind.Uncharge, slot, default, 0);

    public static Operation UnchargeStale(int reserve, int units) =>
        new(OperationKind.UnchargeStale, -1, default, units) { Reserve = reserve };

    public static Operation ReserveAllocate(int slot, int reserve, Request request) =>
        new(OperationKind.ReserveAllocate, slot, request, 0) { Reserve = reserve };

    public static Operation ReserveFree(int slot) => new(OperationKind.ReserveFree, slot, default, 0);
}
