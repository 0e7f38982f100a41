using System.Reflection;
using Plimsoll.Explorer;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// Guilty subjects, each with an innocent twin that differs from it by one token. Methods come in pairs named
/// <c>Subject_Guilty</c> and <c>Subject_Innocent</c>.
/// </summary>
internal static class Subjects
{
    public const string Names = "guard flag x y other head";
    public const int Guard = 0;
    public const int Flag = 1;
    public const int X = 2;
    public const int Y = 3;
    public const int Other = 4;
    public const int Head = 5;

    public static Dictionary<string, Type> ByLaw { get; } = new()
    {
        [Laws.Race] = typeof(RaceSubjects),
        [Laws.UseAfterFree] = typeof(UseAfterFreeSubjects),
        [Laws.UnorderedReuse] = typeof(UnorderedReuseSubjects),
        [Laws.Torn] = typeof(TornSubjects),
    };

    public static string[] Of(string law) =>
    [
        .. Methods(ByLaw[law]).Select(method => method.Name)
            .Where(name => name.EndsWith("_Guilty", StringComparison.Ordinal))
            .Select(name => name[..name.LastIndexOf('_')]),
    ];

    public static CellProgram Program(string law, string name)
    {
        MethodInfo body = Methods(ByLaw[law]).Single(method => method.Name == name);
        Func<CellProgram, int, CoTask> twin = body.CreateDelegate<Func<CellProgram, int, CoTask>>();
        return new(Names, 2, twin) { Name = name };
    }

    private static MethodInfo[] Methods(Type type) => type.GetMethods(BindingFlags.Static | BindingFlags.Public);
}
