using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Plimsoll.Tests.Architecture;

/// <summary>An instruction that touches what two CPUs can see, and not through the door.</summary>
internal sealed record IlBreach(string Method, string Place, string What)
{
    public override string ToString() => $"{Place} {Method}: {What}";
}

/// <summary>What a check found, and the methods it went through.</summary>
internal sealed record IlReport(IReadOnlyList<IlBreach> Breaches, IReadOnlySet<string> Reached);

/// <summary>
/// Walks every method of an assembly that public operations can reach, and judges each instruction by
/// <see cref="IlCheckRules"/>. A virtual or interface call may reach every method of that name and arity; a delegate
/// is called where it is made.
/// </summary>
internal sealed class IlCheck
{
    private readonly ModuleDefinition module;
    private readonly ILookup<(string, int), MethodDefinition> virtuals;
    private readonly HashSet<MethodDefinition> reached = [];
    private readonly Queue<MethodDefinition> pending = new();
    private readonly List<IlBreach> breaches = [];

    private IlCheck(ModuleDefinition module)
    {
        this.module = module;
        virtuals = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.IsVirtual)
            .SelectMany(method => method.Overrides.Select(over => over.Name).Append(method.Name).Distinct(),
                (method, name) => (name, method))
            .ToLookup(pair => (pair.name, pair.method.Parameters.Count), pair => pair.method);
    }

    /// <param name="assembly">The assembly's path.</param>
    /// <param name="roots"><c>Type</c>: all its public methods. <c>Type::Method</c>: that one. <c>-Type::Method</c>:
    /// not that one.</param>
    public static IlReport Run(string assembly, params IEnumerable<string> roots)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly, new ReaderParameters
        {
            ReadSymbols = true,
            SymbolReaderProvider = new DefaultSymbolReaderProvider(throwIfNoSymbol: false),
        });
        IlCheck check = new(module);
        check.AddRoots([.. roots]);
        while (check.pending.TryDequeue(out MethodDefinition? method)) check.Judge(method);
        return new(check.breaches, check.reached.Select(Name).ToHashSet());
    }

    private static string Name(MethodDefinition method) => $"{method.DeclaringType.FullName}::{method.Name}";

    private void AddRoots(string[] roots)
    {
        HashSet<string> without = [.. roots.Where(root => root[0] == '-').Select(root => root[1..])];
        foreach (string root in roots.Where(root => root[0] != '-'))
        {
            string[] parts = root.Split("::");
            TypeDefinition type = module.GetTypes().Single(type => type.FullName == parts[0]);
            bool Named(MethodDefinition method) =>
                parts.Length > 1 ? method.Name == parts[1] : method is { IsPublic: true, IsConstructor: false };
            MethodDefinition[] named = [.. type.Methods.Where(Named)];
            if (named.Length == 0) throw new ArgumentException($"{root} has no such method", nameof(roots));
            foreach (MethodDefinition method in named.Where(method => !without.Contains(Name(method)))) Reach(method);
        }
    }

    private void Reach(MethodDefinition method)
    {
        if (IlCheckRules.IsDoor(method.DeclaringType) || !reached.Add(method)) return;
        pending.Enqueue(method);
    }

    private void Judge(MethodDefinition method)
    {
        if (!method.HasBody) return;
        foreach (Instruction instruction in method.Body.Instructions)
        {
            string? what = IlCheckRules.Judge(method, instruction);
            if (what is not null) breaches.Add(new(Name(method), Place(method, instruction), what));
            if (instruction.Operand is MethodReference callee) Follow(callee);
        }
    }

    private void Follow(MethodReference callee)
    {
        TypeReference type = callee.DeclaringType.GetElementType();
        MethodDefinition? target = type is TypeDefinition ? callee.Resolve() : null;
        if (IlCheckRules.IsSeam(type)) return;
        if (target is not null) Reach(target);
        if (target is { IsVirtual: false } || !callee.HasThis && target is null) return;
        foreach (MethodDefinition over in virtuals[(callee.Name, callee.Parameters.Count)]) Reach(over);
    }

    private static string Place(MethodDefinition method, Instruction instruction)
    {
        SequencePoint? at = method.DebugInformation.SequencePoints
            .LastOrDefault(p => p.Offset <= instruction.Offset && !p.IsHidden);
        return at is null ? $"IL_{instruction.Offset:x4}" : $"{at.Document.Url}:{at.StartLine}";
    }
}
