namespace Plimsoll.Explorer;

/// <summary>In which order stores become visible to other CPUs.</summary>
public enum MemoryModel
{
    /// <summary>Sequential consistency: at once.</summary>
    Sc,

    /// <summary>
    /// Total store order, the order of x64: a CPU's stores wait in a buffer and become visible one after the other, in
    /// program order. The CPU itself sees them at once; read-modify-writes, locks and fences wait for an empty buffer.
    /// </summary>
    Tso,

    /// <summary>
    /// Partial store order: a relaxed store may overtake earlier ones to other cells; a store that releases may not.
    /// The race check takes the program at its word: only what acquires and releases orders. Weaker than x64 and a
    /// cheap stand-in for ARM64: it finds the forgotten release.
    /// </summary>
    Pso,
}

/// <summary>The words for memory models in files.</summary>
public static class MemoryModels
{
    public static string Word(this MemoryModel model) => model switch
    {
        MemoryModel.Tso => "tso",
        MemoryModel.Pso => "pso",
        _ => "sc",
    };

    public static bool TryParse(string? word, out MemoryModel model)
    {
        foreach (MemoryModel candidate in Enum.GetValues<MemoryModel>())
        {
            model = candidate;
            if (candidate.Word() == word) return true;
        }

        model = default;
        return false;
    }
}
