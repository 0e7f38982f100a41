namespace Plimsoll.Model.Vocabulary;

/// <summary>Labels of the reserve tree.</summary>
public readonly partial record struct Label
{
    public static Label Demand(int reserve, int units) => new(Ghost.Demand, (uint)reserve, (uint)units, 0);

    public static Label Limit(int reserve, int units) => new(Ghost.Limit, (uint)reserve, (uint)units, 0);

    public static Label Link(int reserve, int parent) => new(Ghost.Link, (uint)reserve, (uint)parent, 0);

    public static Label Back(int reserve) => new(Ghost.Back, (uint)reserve, 0, 0);

    public static Label Withdraw(int reserve) => new(Ghost.Withdraw, (uint)reserve, 0, 0);

    public static Label Unlink(int reserve) => new(Ghost.Unlink, (uint)reserve, 0, 0);

    public static Label Charge(int reserve, int bytes) => new(Ghost.Charge, (uint)reserve, (uint)bytes, 0);

    public static Label Uncharge(int reserve, int bytes) => new(Ghost.Uncharge, (uint)reserve, (uint)bytes, 0);

    public static Label Wait(int reserve, int bytes) => new(Ghost.Wait, (uint)reserve, (uint)bytes, 0);

    public static Label ReserveRefused(int reserve, ReserveError error) =>
        new(Ghost.ReserveRefused, (uint)reserve, (uint)error, 0);

    private string ReserveText() => What switch
    {
        Ghost.Demand => $"demand of reserve {A} is {B} units",
        Ghost.Limit => $"limit of reserve {A} is {B} units",
        Ghost.Link => $"link reserve {A} below {B}",
        Ghost.Back => $"reserve {A} is backed",
        Ghost.Withdraw => $"reserve {A} is no longer backed",
        Ghost.Unlink => $"unlink reserve {A}",
        Ghost.Charge => $"charge {B} bytes to reserve {A}",
        Ghost.Uncharge => $"uncharge {B} bytes from reserve {A}",
        Ghost.Wait => $"wait to charge {B} bytes to reserve {A}",
        _ => $"refused by reserve {A}: {(ReserveError)B}",
    };
}
