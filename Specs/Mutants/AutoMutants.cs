using System.Collections.Immutable;
using Plimsoll.Twinner;

namespace Plimsoll.Specs.Mutants;

/// <summary>Mutants made by rule from the source of the subject. Any law may kill one; none names a scenario.</summary>
public static class AutoMutants
{
    // The door, the face, what reports a misuse, what the laws see with, and where cells lie: no mechanism of the
    // allocator.
    private static readonly string[] LeftOut =
        ["Real.cs", "ISync.cs", "Arena.cs", "Validation.cs", "View.cs", "Misuse.cs", "Layout.cs", "Cells.cs",
         "KernelMarks.cs", "KernelPcp.cs", "KernelProtection.cs"];

    /// <summary>
    /// At most n mutants, the same for the same seed, as evenly spread over the kinds as there are places for each.
    /// </summary>
    public static ImmutableArray<Mutant> Make(int n, int seed) => Make(SourceTree.Embedded, n, seed);

    public static ImmutableArray<Mutant> Make(SourceTree sources, int n, int seed)
    {
        SplitMix random = new((ulong)(uint)seed);
        Queue<MutationSite>[] kinds =
            [.. Sites(sources).GroupBy(site => site.Kind).OrderBy(kind => kind.Key).Select(Shuffled)];
        ImmutableArray<Mutant>.Builder mutants = ImmutableArray.CreateBuilder<Mutant>();
        while (mutants.Count < n && kinds.Any(kind => kind.Count > 0))
        {
            foreach (Queue<MutationSite> kind in kinds)
            {
                if (mutants.Count == n || !kind.TryDequeue(out MutationSite? site)) continue;
                Edit edit = site.ToEdit(sources[site.File].Text);
                mutants.Add(new($"A-{mutants.Count + 1:0000}", site.Description, [], [], [edit]));
            }
        }

        return mutants.ToImmutable();

        Queue<MutationSite> Shuffled(IEnumerable<MutationSite> sites)
        {
            MutationSite[] all = [.. sites];
            random.Shuffle(all);
            return new(all);
        }
    }

    /// <summary>A mutant that changes nothing: it must survive.</summary>
    public static Mutant Neutral()
    {
        const string file = "Implementation/Pages/Zone.cs";
        const string line = "namespace Plimsoll.Pages;";
        return new("NEUTRAL", $"{file}: a comment", [], [], [new(file, line, line + " // nothing else changes")]);
    }

    internal static IEnumerable<MutationSite> Sites(SourceTree sources)
    {
        SubjectCode code = new(sources);
        foreach (string path in sources.Paths)
        {
            bool mechanism = path.StartsWith("Implementation/", StringComparison.Ordinal) ||
                path.StartsWith("Model/Rules/", StringComparison.Ordinal);
            if (!mechanism || LeftOut.Any(end => path.EndsWith(end, StringComparison.Ordinal))) continue;
            SourceFile file = sources[path];
            // Validate judges the others; no operation calls it.
            foreach (var method in code.MethodsOf(file).Where(m => m.Identifier.Text != "Validate"))
            {
                MutationSites sites = new(path, method, code.ModelOf(file.Tree));
                foreach (MutationSite site in sites.Find()) yield return site;
            }
        }
    }
}
