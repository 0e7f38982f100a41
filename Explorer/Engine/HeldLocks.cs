using System.Text;

namespace Plimsoll.Explorer;

/// <summary>Which CPU holds which lock. Few are held at a time, so a list is searched.</summary>
internal sealed class HeldLocks
{
    private (nuint Cell, int Cpu)[] held = new (nuint, int)[8];
    private int count;

    public void Clear() => count = 0;

    public void Take(nuint cell, int cpu)
    {
        if (count == held.Length) Array.Resize(ref held, 2 * count);
        held[count++] = (cell, cpu);
    }

    /// <summary>False when that CPU does not hold the lock.</summary>
    public bool Release(nuint cell, int cpu)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            if (held[i] != (cell, cpu)) continue;
            held[i] = held[--count];
            return true;
        }

        return false;
    }

    /// <summary>The CPU that holds the lock, or -1.</summary>
    public int Owner(nuint cell)
    {
        for (int i = 0; i < count; i++)
        {
            if (held[i].Cell == cell) return held[i].Cpu;
        }

        return -1;
    }

    /// <summary>A lock that the CPU holds, or 0.</summary>
    public nuint HeldBy(int cpu)
    {
        for (int i = 0; i < count; i++)
        {
            if (held[i].Cpu == cpu) return held[i].Cell;
        }

        return 0;
    }

    /// <summary>Who waits for what held by whom: the cycle first, then those that wait for it.</summary>
    public string WaitForGraph(ulong waiting, ReadOnlySpan<nuint> wanted, Func<nuint, string> nameOf)
    {
        int[] cycle = Cycle(waiting, wanted);
        StringBuilder text = new();
        foreach (int cpu in cycle) Append(cpu, wanted[cpu]);
        for (int cpu = 0; cpu < wanted.Length; cpu++)
        {
            if ((waiting >> cpu & 1) != 0 && !cycle.Contains(cpu)) Append(cpu, wanted[cpu]);
        }

        return text.ToString();

        void Append(int cpu, nuint cell)
        {
            if (text.Length > 0) text.Append("; ");
            int owner = Owner(cell);
            string holder = owner < 0 ? "nobody that runs"
                : owner == cpu ? "itself"
                : (waiting >> owner & 1) != 0 ? $"cpu{owner}"
                : $"cpu{owner}, which has finished";
            text.Append($"cpu{cpu} waits for {nameOf(cell)}, held by {holder}");
        }
    }

    private int[] Cycle(ulong waiting, ReadOnlySpan<nuint> wanted)
    {
        for (int start = 0; start < wanted.Length; start++)
        {
            List<int> path = [];
            int cpu = start;
            while (cpu >= 0 && (waiting >> cpu & 1) != 0 && !path.Contains(cpu))
            {
                path.Add(cpu);
                cpu = Owner(wanted[cpu]);
            }

            if (path.Count > 0 && cpu == start) return [.. path];
        }

        return [];
    }
}
