namespace Plimsoll.Explorer;

/// <summary>
/// A dictionary of bounded size. When it is full the older half is forgotten: what it is asked for again is computed
/// again, which costs time and nothing else.
/// </summary>
internal sealed class BoundedMemo<TKey, TValue>
    where TKey : notnull
{
    private readonly int generation;
    private Dictionary<TKey, TValue> young;
    private Dictionary<TKey, TValue> old;

    /// <param name="capacity">At most so many entries, rounded up to an even number; 0: remembers nothing.</param>
    /// <param name="comparer">What counts as the same key; none: the keys' own equality.</param>
    public BoundedMemo(int capacity, IEqualityComparer<TKey>? comparer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        generation = (capacity / 2) + (capacity % 2);
        young = new(comparer);
        old = new(comparer);
    }

    public int Count => young.Count + old.Count;

    public bool TryGet(TKey key, out TValue? value) =>
        young.TryGetValue(key, out value) || old.TryGetValue(key, out value);

    /// <summary>Adds what is not there; false when it is.</summary>
    public bool TryAdd(TKey key, TValue value)
    {
        if (generation == 0) return true;
        if (old.ContainsKey(key)) return false;
        if (young.Count == generation)
        {
            if (young.ContainsKey(key)) return false;
            (young, old) = (old, young);
            young.Clear();
        }

        return young.TryAdd(key, value);
    }

    public void Clear()
    {
        young.Clear();
        old.Clear();
    }
}
