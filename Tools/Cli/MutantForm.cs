using Plimsoll.Specs.Mutants;

namespace Plimsoll.Cli;

/// <summary>A mutant of the catalogue by its id, ready to run.</summary>
internal static class MutantForm
{
    public static MutantBuild Build(string id)
    {
        Mutant[] all = [.. MutantFile.Catalogue()];
        Mutant mutant = all.FirstOrDefault(m => m.Id == id)
            ?? throw new InputException($"there is no mutant '{id}': use {string.Join(", ", all.Select(m => m.Id))}.");
        MutantBuild build = new MutantCompiler(SourceTree.Embedded).Compile(mutant);
        if (build.Assembly is not null) return build;
        build.Dispose();
        throw new InputException($"mutant {id} does not compile: {build.Errors[0]}");
    }
}
