using System.Collections.Immutable;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.State;

namespace Plimsoll.Specs.Search;

/// <summary>A state in lines of text, each opened by the name of what it is about.</summary>
internal static class StateText
{
    /// <summary>The lines that differ, as they are after; what is there no more is said to be gone.</summary>
    public static ImmutableArray<string> Changed(Scene scene, SceneState before, SceneState after)
    {
        List<string> was = Lines(scene, before), now = Lines(scene, after);
        HashSet<string> names = [.. now.Select(Name)];
        return
        [
            .. now.Except(was),
            .. was.Where(line => !names.Contains(Name(line))).Select(line => $"gone: {line}"),
        ];
    }

    public static List<string> Lines(Scene scene, SceneState state)
    {
        List<string> lines = [.. $"{state.World.Memory}".Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Slots slots = state.World.Slots;
        foreach (int slot in slots.Live()) lines.Add($"s{slot}: {slots[slot]}");
        for (int task = 0; task < scene.Tasks.Length; task++)
        {
            (TaskSpec spec, Progress progress) = (scene.Tasks[task], state.Tasks[task]);
            string doing = progress.Doing < 0 ? "idle" : $"in {spec.Menu[progress.Doing]}";
            lines.Add($"{spec.Name}: {doing}, {progress.Begun} of {spec.Bound} begun");
        }

        return lines;
    }

    private static string Name(string line)
    {
        int end = line.IndexOf(':', StringComparison.Ordinal);
        return end < 0 ? line.Split(' ')[0] : line[..end];
    }
}
