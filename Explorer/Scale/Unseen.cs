using System.Text.Json.Nodes;

namespace Plimsoll.Explorer;

/// <summary>Executions that are only looked at: what the program gathers in them does not count.</summary>
internal static class Unseen
{
    public static T By<T>(IProgram program, Func<T> look)
    {
        JsonNode? before = program.TakeFindings();
        T seen = look();
        program.TakeFindings();
        if (before is not null) program.AddFindings(before);
        return seen;
    }
}
