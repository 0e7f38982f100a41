using System.Globalization;
using System.Text;

namespace Plimsoll.Explorer;

/// <summary>
/// The CPU chosen at each scheduling point. Written as runs: <c>0x5 1x3 0x2</c> is five steps of CPU 0, three of CPU
/// 1, two of CPU 0.
/// </summary>
public sealed class Schedule : IEquatable<Schedule>
{
    private readonly byte[] cpus;

    public Schedule(ReadOnlySpan<byte> cpus) => this.cpus = cpus.ToArray();

    public static Schedule Empty { get; } = new([]);

    public int Length => cpus.Length;

    public ReadOnlySpan<byte> Cpus => cpus;

    public int this[int step] => cpus[step];

    /// <exception cref="FormatException">The text is no schedule; the message names the part that is wrong.</exception>
    public static Schedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<byte> cpus = [];
        foreach (string run in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            int cross = run.IndexOf('x', StringComparison.Ordinal);
            if (cross < 0
                || !TryNumber(run.AsSpan(0, cross), out int cpu) || cpu >= Engine.MaxCpus
                || !TryNumber(run.AsSpan(cross + 1), out int length) || length == 0)
            {
                throw new FormatException(
                    $"'{run}' is no run of a schedule: it takes the form CPUxSTEPS, for example 0x5.");
            }

            for (int i = 0; i < length; i++) cpus.Add((byte)cpu);
        }

        return new(cpus.ToArray());
    }

    public bool Equals(Schedule? other) => other is not null && Cpus.SequenceEqual(other.Cpus);

    public override bool Equals(object? obj) => Equals(obj as Schedule);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(cpus);
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        StringBuilder text = new();
        for (int start = 0, end; start < cpus.Length; start = end)
        {
            end = start + 1;
            while (end < cpus.Length && cpus[end] == cpus[start]) end++;
            if (start > 0) text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{cpus[start]}x{end - start}");
        }

        return text.ToString();
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 1_000_000;
}
