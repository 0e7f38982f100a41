using Plimsoll.Model.Transitions;
using Plimsoll.Specs.Configurations;

namespace Plimsoll.Specs.Theorems;

/// <summary>A theorem without one of its hypotheses (semantics, decision 14): it must fail.</summary>
/// <param name="Id">The hypothesis: E1..E9, D1..D5.</param>
/// <param name="Sentence">The hypothesis that is dropped.</param>
/// <param name="Configuration">The scene without it, with the law THEOREM-E or THEOREM-D.</param>
/// <param name="Describe">
/// Which hypotheses hold in a state, for people: <c>holds: E1 E3 .. E9; not: E2</c>. Printed with every state of the
/// counterexample.
/// </param>
public sealed record Drop(string Id, string Sentence, Configuration Configuration, Func<SceneState, string>? Describe);
