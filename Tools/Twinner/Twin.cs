using System.Collections.Immutable;

namespace Plimsoll.Twinner;

/// <summary>The twin of each input, by the input's path; or, when there are breaches, no file.</summary>
public sealed record TwinResult(ImmutableArray<SourceFile> Files, ImmutableArray<Breach> Breaches);

/// <summary>
/// Turns Implementation source into its coroutine twin: every scheduling point <c>S.X(...)</c> and every call that
/// reaches one is awaited, and S is the explorer's Guest. No edit adds or removes a line, so one #line directive
/// keeps every place.
/// </summary>
public static class Twin
{
    /// <remarks>The references are paths of the assemblies the sources use, beside the framework.</remarks>
    public static TwinResult Rewrite(IEnumerable<SourceFile> files, params IEnumerable<string> references)
    {
        ImmutableArray<SourceFile> inputs = [.. files];
        IReadOnlySet<string> namespaces = NamespaceMove.Declared(inputs);
        inputs = [.. inputs.Select(file => NamespaceMove.Of(file, namespaces))];
        Reading reading = new(inputs, references);
        ImmutableArray<Breach> breaches = new BreachFinder(reading).Find();
        return breaches.IsEmpty
            ? new([.. inputs.Where(file => !reading.DeclaresDoor(file))
                .Select(file => TwinWriter.Write(file, reading))], [])
            : new([], breaches);
    }
}
