using System.Collections.Immutable;

namespace Plimsoll.Model.State;

/// <summary>
/// One CPU's list of one zone's order-0 pages: oldest first, next to be handed out last. Compared by value.
/// </summary>
public readonly struct CpuList(ImmutableArray<uint> pages) : IEquatable<CpuList>
{
    public static CpuList Empty => new([]);

    public ImmutableArray<uint> Pages { get; } = pages;

    public int Count => Pages.Length;

    public static bool operator ==(CpuList left, CpuList right) => left.Equals(right);

    public static bool operator !=(CpuList left, CpuList right) => !left.Equals(right);

    public bool Has(uint pfn) => Pages.Contains(pfn);

    public CpuList With(uint pfn) => new(Pages.Add(pfn));

    public CpuList Without(uint pfn) => new(Pages.Remove(pfn));

    public void Write(Encoder to)
    {
        to.Number(Count);
        foreach (uint pfn in Pages) to.Frame(pfn);
    }

    public bool Equals(CpuList other) => Pages.AsSpan().SequenceEqual(other.Pages.AsSpan());

    public override bool Equals(object? obj) => obj is CpuList other && Equals(other);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (uint pfn in Pages) hash.Add(pfn);
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(' ', Pages)}]";
}
