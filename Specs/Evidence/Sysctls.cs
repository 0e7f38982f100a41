namespace Plimsoll.Specs.Evidence;

/// <summary>The knobs that marks are made of, as a recording gives them. Null: not recorded.</summary>
internal sealed record Sysctls(long? MinFreeKbytes, long? ScaleFactor, IReadOnlyList<long>? Ratio, long HighFraction)
{
    public static Sysctls Unknown { get; } = new(null, null, null, 0);

    /// <summary>The kernel's own scale and ratios: what stands until somebody writes them.</summary>
    public static IReadOnlyList<long> DefaultRatio { get; } = [256, 256, 32, 0, 0];

    public const long DefaultScale = 10;

    /// <summary>A pNNN.params: a line per knob.</summary>
    public static Sysctls OfParams(string path)
    {
        Dictionary<string, long[]> knobs = [];
        using LineReader reader = LineReader.Open(path);
        while (reader.Next(out ReadOnlySpan<byte> line))
        {
            string[] words = LineReader.Text(line).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1) knobs[words[0]] = Numbers(path, reader.Line, words.AsSpan(1));
        }

        if (!knobs.TryGetValue("min_free_kbytes", out long[]? minFree))
        {
            throw new EvidenceException(path, 0, "has no min_free_kbytes line: a .params has one line per knob");
        }

        return new(minFree[0], knobs.GetValueOrDefault("watermark_scale_factor")?[0],
            knobs.GetValueOrDefault("lowmem_reserve_ratio"),
            knobs.GetValueOrDefault("percpu_pagelist_high_fraction")?[0] ?? 0);
    }

    /// <summary>A copy of /proc/sys/vm: a file per knob; null when it is not there.</summary>
    public static Sysctls? OfFolder(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "min_free_kbytes"))) return null;
        return new(Knob(folder, "min_free_kbytes")?[0], Knob(folder, "watermark_scale_factor")?[0],
            Knob(folder, "lowmem_reserve_ratio"), Knob(folder, "percpu_pagelist_high_fraction")?[0] ?? 0);
    }

    private static long[]? Knob(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        using LineReader reader = LineReader.Open(path);
        if (!reader.Next(out ReadOnlySpan<byte> line))
        {
            throw new EvidenceException(path, 1, "is empty: it holds the knob's value");
        }
        string[] words = LineReader.Text(line).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return Numbers(path, 1, words);
    }

    private static long[] Numbers(string path, long line, ReadOnlySpan<string> words)
    {
        long[] numbers = new long[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (long.TryParse(words[i], out numbers[i]) && numbers[i] is >= 0 and <= int.MaxValue) continue;
            throw new EvidenceException(path, line, $"has '{words[i]}' where a number is expected");
        }

        return numbers.Length > 0 ? numbers : throw new EvidenceException(path, line, "has no value");
    }
}
