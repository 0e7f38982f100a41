using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Pages;

/// <summary>
/// What one pass of a request asks of a zone: which mark, how far reduced, and whose lowmem_reserve counts.
/// </summary>
/// <param name="Pass">Low tests the low mark; the others test min.</param>
/// <param name="Flags">HIGH and HARDER, as far as the pass grants them.</param>
/// <param name="Class">The highest zone the request may use.</param>
public readonly record struct Threshold(Pass Pass, AllocFlags Flags, ZoneKind Class);
