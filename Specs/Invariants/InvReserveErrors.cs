using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvErrorCycle : Law
{
    public override string Id => "INV-CYCLE";

    public override string Sentence =>
        "A connect of a reserve below its own subtree is an error that changes nothing: no reserve is above itself.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool links = label.What == Ghost.Link;
        bool error = label.What == Ghost.ReserveRefused && label.B == (uint)ReserveError.Cycle;
        if (!links && !error) return null;
        bool cycle = links && PlainReserves.IsBelow(before.Memory.Reserves, (int)label.B, (int)label.A);
        return Broken(error || cycle, !cycle && before.Memory.Equals(after.Memory)) ? $"'{label}'" : null;
    }
}

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvErrorInUse : Law
{
    public override string Id => "INV-INUSE";

    public override string Sentence =>
        "A disconnect while anything in the subtree is charged is an error that changes nothing.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool error = label.What == Ghost.ReserveRefused && label.B == (uint)ReserveError.InUse;
        if (label.What != Ghost.Withdraw && !error) return null;
        bool inUse = Charged(before, (int)label.A) > 0;
        return Broken(inUse, error && before.Memory.Equals(after.Memory)) || Broken(error, inUse)
            ? $"'{label}' with {Charged(before, (int)label.A)} bytes charged in its subtree"
            : null;
    }

    private static int Charged(World world, int top)
    {
        int bytes = 0;
        for (int r = 0; r < world.Memory.Reserves.Nodes.Length; r++)
        {
            if (PlainReserves.IsBelow(world.Memory.Reserves, r, top)) bytes += PlainReserves.OwnCharges(world, r);
        }

        return bytes;
    }
}

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvErrorDisconnected : Law
{
    public override string Id => "INV-DISCONNECTED";

    public override string Sentence =>
        "A charge on a reserve that is not connected to the root is an error that changes no charge.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool error = label.What == Ghost.ReserveRefused && label.B == (uint)ReserveError.Disconnected;
        if (label.What is not (Ghost.Charge or Ghost.Slept) && !error) return null;
        bool connected = PlainReserves.IsConnected(before.Memory.Reserves, (int)label.A);
        return Broken(!connected, error && SameUsage(before, after)) || Broken(error, !connected)
            ? $"'{label}' on {before.Memory.Reserves.Nodes[(int)label.A]}"
            : null;
    }

    private static bool SameUsage(World before, World after)
    {
        for (int r = 0; r < before.Memory.Reserves.Nodes.Length; r++)
        {
            if (before.Memory.Reserves.Nodes[r].Usage != after.Memory.Reserves.Nodes[r].Usage) return false;
        }

        return true;
    }
}

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvErrorBelowZero : Law
{
    public override string Id => "INV-BELOWZERO";

    public override string Sentence =>
        "An uncharge of more than is charged, here or further up, is an error that changes nothing; any other takes "
            + "its bytes from each.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        Reserves tree = before.Memory.Reserves;
        bool error = label.What == Ghost.ReserveRefused && label.B == (uint)ReserveError.BelowZero;
        if (error) return Broken(true, before.Memory.Equals(after.Memory)) ? $"'{label}' changed something" : null;
        if (label.What != Ghost.Uncharge) return null;
        for (int r = 0; r < tree.Nodes.Length; r++)
        {
            bool above = PlainReserves.IsBelow(tree, (int)label.A, r);
            int due = tree.Nodes[r].Usage - (above ? (int)label.B : 0);
            if (Broken(above, due >= 0 && after.Memory.Reserves.Nodes[r].Usage == due))
                return $"'{label}' where reserve {r} has {tree.Nodes[r].Usage}";
        }

        return null;
    }
}

/// <summary>Source: semantics, decision 8.</summary>
public sealed class InvErrorRestricted(Scene scene) : Law
{
    public override string Id => "INV-RESTRICTED";

    public override string Sentence =>
        "A declared or charged entitled demand whose highest zone is below NORMAL is refused and changes nothing.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.Begin) return null;
        Operation operation = scene.Tasks[task].Menu[(int)label.A];
        bool demand = operation.Kind == OperationKind.SetDemand
            || (operation.Kind == OperationKind.ReserveAllocate && Plain.Entitled(operation.Request));
        bool restricted = demand && Plain.HighestZone(operation.Request.Gfp) < (int)ZoneKind.Normal;
        return Broken(restricted, after.Flights[task] is null && before.Memory.Equals(after.Memory))
            ? $"{operation} went on"
            : null;
    }
}
