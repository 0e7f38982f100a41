namespace Plimsoll.Model.Vocabulary;

/// <summary>
/// A request for 2^Order pages, from the zones of <paramref name="Node"/>'s zonelist that <paramref name="Allowed"/>
/// admits.
/// </summary>
public readonly record struct Request(Gfp Gfp, Order Order, Context Context, NodeId Node, NodeMask Allowed)
{
    public static Request For(Gfp gfp, int order = 0, Context context = Context.Process, int node = 0) =>
        new(gfp, new(order), context, new(node), NodeMask.All);

    public override string ToString() =>
        $"{Gfp} {Order}" + (Context == Context.Process ? "" : $" {Context}") + $" from {Node}";
}
