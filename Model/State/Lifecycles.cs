using System.Collections.Immutable;
using System.Text;

namespace Plimsoll.Model.State;

/// <summary>All life cycles, and the page that shows them: docs/lifecycle.md.</summary>
public static class Lifecycles
{
    private const string Head = """
        # Life cycles

        What things of the model are in turn, and what moves them. Each picture is drawn from a table in
        [Model/State](../Model/State/Lifecycles.cs). Nothing decides by these tables: coverage reads them (which rows
        did a search never take?), and tests hold the search to them (no move outside). This page is generated; after
        a change of a table write it anew with

            PLIMSOLL_WRITE_DOCS=1 dotnet test --filter Lifecycle

        """;

    /// <summary>In the order of the page, from the ground up.</summary>
    public static ImmutableArray<ILifecycle> All { get; } =
    [
        PageLifecycle.Table,
        SlabLifecycle.Table,
        SlotLifecycle.Table,
        ReserveLifecycle.Table,
        PoolLifecycle.Table,
    ];

    /// <summary>The whole page.</summary>
    public static string ToMarkdown(IEnumerable<ILifecycle> tables)
    {
        StringBuilder page = new(Head.ReplaceLineEndings("\n"));
        foreach (ILifecycle table in tables)
        {
            page.Append(null, $"\n## The life of {table.Of}\n\n```mermaid\n{table.ToMermaid()}```\n");
            if (table.About.Length > 0) page.Append(null, $"\n{table.About.ReplaceLineEndings("\n")}\n");
        }

        return page.ToString();
    }
}
