using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Tests.Search;

/// <summary>
/// The states of a scene counted without the search: no fingerprints, no symmetry, states compared by value. Then
/// every renaming of frames is applied to every state as it is written down, and states that some renaming connects
/// are one orbit.
/// </summary>
internal sealed record SecondCount(int States, int Depth, int Renamings, int Orbits, long SumOfOrbits)
{
    /// <summary>Two states that differ by value were written down alike, or two alike differently.</summary>
    public required bool WritesWhatDiffers { get; init; }

    /// <summary>A renaming of a reachable state is reachable.</summary>
    public required bool IsClosed { get; init; }

    public static SecondCount Of(Scene scene)
    {
        (List<SceneState> states, int depth) = Enumerate(scene);
        List<uint[]> renamings = AllRenamings(scene.Start.Topology);
        Encoder encoder = new();
        uint[] same = [.. Enumerable.Range(0, (int)scene.Start.Topology.Frames).Select(f => (uint)f)];
        HashSet<string> written = [.. states.Select(s => Written(encoder, s, same))];
        HashSet<string> assigned = [];
        (int orbits, long sum, bool closed) = (0, 0, true);
        foreach (SceneState state in states)
        {
            if (assigned.Contains(Written(encoder, state, same))) continue;
            HashSet<string> orbit = [.. renamings.Select(r => Written(encoder, state, r))];
            closed &= orbit.IsSubsetOf(written) && !orbit.Overlaps(assigned);
            assigned.UnionWith(orbit);
            orbits++;
            sum += orbit.Count;
        }

        return new(states.Count, depth, renamings.Count, orbits, sum)
        {
            WritesWhatDiffers = written.Count == states.Count,
            IsClosed = closed,
        };
    }

    /// <summary>Every state, breadth first with a set of states; and the depth.</summary>
    public static (List<SceneState> States, int Depth) Enumerate(Scene scene)
    {
        HashSet<SceneState> seen = [scene.Initial];
        List<SceneState> states = [scene.Initial];
        int depth = -1;
        for (int from = 0; from < states.Count; depth++)
        {
            int end = states.Count;
            for (; from < end; from++)
            {
                foreach (Transition step in scene.Next(states[from]))
                {
                    if (seen.Add(step.Next)) states.Add(step.Next);
                }
            }
        }

        return (states, depth);
    }

    /// <summary>Every renaming, as the new name of each frame: blocks wholly in a zone may swap their halves.</summary>
    private static List<uint[]> AllRenamings(Topology topology)
    {
        List<uint[]> all = [[.. Enumerable.Range(0, (int)topology.Frames).Select(f => (uint)f)]];
        for (int order = 1; order <= Order.Max; order++)
        {
            uint size = 1u << order;
            for (uint block = 0; block + size <= topology.Frames; block += size)
            {
                int zone = topology.ZoneOf(block);
                if (zone < 0 || topology.ZoneOf(block + size - 1) != zone) continue;
                all.AddRange([.. all.Select(names => Swapped(names, block, size / 2))]);
            }
        }

        return all;
    }

    /// <summary>The same renaming, with the names of a block's halves exchanged first.</summary>
    private static uint[] Swapped(uint[] names, uint block, uint half)
    {
        uint[] swapped = [.. names];
        for (uint i = block; i < block + half; i++) (swapped[i], swapped[i + half]) = (names[i + half], names[i]);
        return swapped;
    }

    /// <summary>
    /// A state as the encoder writes it, frames under new names, marks in the order of these. A block is named by its
    /// first frame: renamed, it is an aligned block again, and its first frame is the first of that.
    /// </summary>
    private static string Written(Encoder encoder, SceneState state, uint[] renaming)
    {
        uint[] names = [.. renaming];
        foreach ((uint pfn, Block block) in state.World.Memory.Blocks) names[pfn] &= ~(block.Pages - 1);
        encoder.Clear();
        state.Write(encoder);
        char[] text = new char[encoder.Items.Length * 2 + encoder.Marks.Length * 4];
        int at = 0;
        foreach (uint item in encoder.Items) At(text, ref at, item);
        foreach ((int place, uint pfn) in encoder.Frames) text[2 * place] = (char)(100 + names[pfn]);
        (uint Name, int Said, uint Value)[] marks = new (uint, int, uint)[encoder.Marks.Length];
        for (int i = 0; i < marks.Length; i++) marks[i] = (names[encoder.Marks[i].Pfn], i, encoder.Marks[i].Value);
        Array.Sort(marks);
        foreach ((uint name, _, uint value) in marks)
        {
            At(text, ref at, name);
            At(text, ref at, value);
        }

        return new(text);
    }

    private static void At(char[] text, ref int at, uint value)
    {
        text[at++] = (char)(value & 0xFFFF);
        text[at++] = (char)(value >> 16);
    }
}
