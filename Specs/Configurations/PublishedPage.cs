using System.Collections.Immutable;
using System.Text;
using Plimsoll.Model.State;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Specs.Configurations;

/// <summary>docs/published.md: what became of each item of the catalogue, with the numbers of the searches.</summary>
/// <param name="run">The search of a case.</param>
/// <param name="estimate">The search of an estimate as published.</param>
public sealed class PublishedPage(Func<PublishedCase, SearchResult> run, Func<EstimateCase, ChurnResult> estimate)
{
    private const string Head = """
        # Rules as published

        The 82 items of the catalogue (semantics G): code as it was published, or with a bug it is known to have had, or
        that it invites. Each is a switch of the model, or it says why it cannot be one. A search with the switch set
        breaks the law in the fourth column, on the machine in the third; the run it prints is a shortest one, of as
        many steps as stand in the last. `plimsoll check --published G29` shows it, `--published all` those
        of all scenes.

        The estimates (G48-G50) are no switches of a scene: what they get wrong is a number, made before anything runs.
        Each has a machine of its own, on which a search of allocations and frees exceeds it; the sound estimate
        survives every history of the same machine.

        This page is generated; after a change of a rule write it anew with

            PLIMSOLL_WRITE_DOCS=1 dotnet test --filter Published

        """;

    private const string Outside = """

        G52 stands for a missing barrier: the reading of curr_nr in a free may be as old as a full pool. G57 is the pool
        that looks at its queue only where it would park; the crash of its first repair, on an array of no elements, is
        no rule, since the model has no array to run over.

        ## Outside the catalogue

        Rules that break a law which no item of the catalogue breaks, or that semantics E.3 and decision 8 name.

        """;

    private const string Hidden = """

        ## Laws judged alone

        Where one of these laws is broken, another of the same configuration was broken before, and the search ended
        there. With no other law in the search, each is broken by a state that it reaches.

        """;

    private const string ByPolicy = """

        INV-F1 is broken where a machine lets a cache borrow slots of another (`Exhaustion.Borrow`): a policy that the
        mail leaves open and decision 11 does not take.

        ## Laws that no search breaks

        A constructed state breaks each of them, in a test, and so do mutants of the concurrent allocator.

        | law | why no search does |
        |---|---|

        """;

    private const string Predicates = """

        ## Laws without a predicate

        Every other law of semantics A-F and I is a class of its own in [Specs/Invariants](../Specs/Invariants/Law.cs).

        | law | why it is none | where it is held |
        |---|---|---|

        """;

    /// <summary>The whole page.</summary>
    public string ToMarkdown()
    {
        StringBuilder page = new(Head.ReplaceLineEndings("\n"));
        Table(page, Enumerable.Range(1, PublishedNote.LastItem).SelectMany(Rows));
        page.Append(Outside.ReplaceLineEndings("\n"));
        Table(page, Cases(rule => (int)rule > PublishedNote.LastItem));
        page.Append(Hidden.ReplaceLineEndings("\n"));
        Table(page, PublishedCases.Alone.Select(Row));
        page.Append(ByPolicy.ReplaceLineEndings("\n"));
        foreach (Unsearched law in Unsearched.All) page.Append(null, $"| {law.Law} | {law.Reason} |\n");
        page.Append(Predicates.ReplaceLineEndings("\n"));
        foreach (Elsewhere law in Elsewhere.All)
        {
            string name = Path.GetFileNameWithoutExtension(law.Where);
            page.Append(null, $"| {law.Law} | {law.Why} | [{name}](../{law.Where}) |\n");
        }

        return page.ToString();
    }

    private static void Table(StringBuilder page, IEnumerable<string> rows)
    {
        page.Append("\n| item | switch, or why it cannot be a rule | configuration | law | steps |\n");
        page.Append("|---|---|---|---|---|\n");
        foreach (string row in rows) page.Append(null, $"{row}\n");
    }

    private IEnumerable<string> Rows(int item)
    {
        foreach (string row in Cases(rule => (int)rule == item)) yield return row;
        if (EstimateCase.Of((Published)item) is { } published) yield return Row(published);
        foreach (PublishedNote note in PublishedNote.All.Where(n => n.Items.Contains(item)))
        {
            yield return $"| G{item} | none: {note.Reason} | | | |";
        }
    }

    private IEnumerable<string> Cases(Func<Published, bool> wanted) =>
        ConfigurationCatalog.PublishedCases.Where(c => wanted(c.Rule)).OrderBy(c => c.Rule).Select(Row);

    private string Row(PublishedCase published)
    {
        Counterexample found = run(published).Counterexample!;
        string item = (int)published.Rule <= PublishedNote.LastItem ? $"G{(int)published.Rule}" : "";
        string how = published.Law != "LIVENESS" ? "" : found.LoopAt < 0 ? " (dead end)" : " (lasso)";
        string loop = found.LoopAt < 0 ? "" : $", from {found.LoopAt + 1} on for ever";
        return $"| {item} | `{published.Rule}` | {published.Configuration} | {published.Law}{how} | "
            + $"{found.Steps.Length}{loop} |";
    }

    private string Row(EstimateCase published)
    {
        ChurnMachine machine = published.Machine;
        string sizes = string.Join(", ", machine.Caches.Select(c => c.Size));
        string cpus = machine.Cpus == 0 ? "" : $", {machine.Cpus} CPUs";
        return $"| G{(int)published.Rule} | `{published.Rule}`: {published.Title} | churn: pages of "
            + $"{machine.PageBytes} bytes, objects of {sizes}, limit {machine.Limit}{cpus} | "
            + $"{EstimateCase.Published} | {estimate(published).Trace.Count} |";
    }
}
