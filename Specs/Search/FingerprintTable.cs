namespace Plimsoll.Specs.Search;

/// <summary>
/// Which state has which fingerprint: open addressing in powers of two, at most half full. Any number of readers, or
/// one writer.
/// </summary>
internal sealed class FingerprintTable
{
    private Fingerprint[] keys = new Fingerprint[1 << 12];
    private int[] states = new int[1 << 12];

    public int Count { get; private set; }

    /// <summary>The number of the state, or -1.</summary>
    public int Find(Fingerprint key) => states[Place(key)] - 1;

    /// <summary>Gives the next number to a new fingerprint; false if it has one.</summary>
    public bool Add(Fingerprint key)
    {
        if (2 * (Count + 1) > keys.Length) Grow();
        int place = Place(key);
        if (states[place] != 0) return false;
        keys[place] = key;
        states[place] = ++Count;
        return true;
    }

    /// <summary>The fingerprint of a state, by a look at all of them.</summary>
    public Fingerprint Of(int state) => keys[Array.IndexOf(states, state + 1)];

    /// <summary>Where the fingerprint is, or would be. A place holds a state's number plus one; 0: nothing.</summary>
    private int Place(Fingerprint key)
    {
        int last = keys.Length - 1;
        int place = (int)(key.A & (ulong)last);
        while (states[place] != 0 && keys[place] != key) place = (place + 1) & last;
        return place;
    }

    private void Grow()
    {
        (Fingerprint[] oldKeys, int[] oldStates) = (keys, states);
        keys = new Fingerprint[2 * oldKeys.Length];
        states = new int[2 * oldStates.Length];
        for (int i = 0; i < oldKeys.Length; i++)
        {
            if (oldStates[i] == 0) continue;
            int place = Place(oldKeys[i]);
            (keys[place], states[place]) = (oldKeys[i], oldStates[i]);
        }
    }
}
