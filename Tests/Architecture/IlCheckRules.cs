using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Plimsoll.Tests.Architecture;

/// <summary>
/// What no method of the allocator may do outside <c>S</c>. What is left can only see locals, parameters, constants,
/// and fields and arrays that never change after construction: nothing that two CPUs could race for.
/// </summary>
internal static class IlCheckRules
{
    private const string Seam = "Plimsoll.Sync.ISync";

    private static readonly string[] BannedSpaces =
        ["System.Threading.", "System.Runtime.InteropServices.", "System.Reflection."];

    private static readonly string[] BannedTypes =
        ["System.Runtime.CompilerServices.Unsafe", "System.Span`1", "System.ReadOnlySpan`1", "System.Buffer"];

    // What spans do without touching an element.
    private static readonly string[] HarmlessOfSpans =
        [".ctor", "op_Implicit", "get_Length", "get_IsEmpty", "Slice", "get_Empty"];

    private static readonly string[] ArrayWriters =
        ["Clear", "Copy", "Fill", "Resize", "Reverse", "Sort", "SetValue", "Initialize", "ConstrainedCopy"];

    public static bool IsSeam(TypeReference type) => type.FullName == Seam;

    /// <summary>Production's S: the one place where memory is touched.</summary>
    public static bool IsDoor(TypeDefinition type) => type.Interfaces.Any(contract => IsSeam(contract.InterfaceType));

    /// <summary>The rule that an instruction breaks, or null.</summary>
    public static string? Judge(MethodDefinition method, Instruction instruction) => instruction.OpCode.Code switch
    {
        >= Code.Ldind_I1 and <= Code.Stind_R8 or Code.Stind_I => $"{instruction.OpCode.Name}: memory by address; use S",
        Code.Ldobj when !CopiesThis(method, instruction) => "ldobj: memory by address; use S",
        Code.Stobj or Code.Cpobj => $"{instruction.OpCode.Name}: memory by address; use S",
        Code.Cpblk or Code.Initblk => $"{instruction.OpCode.Name}: a block of memory; use S",
        Code.Volatile => "volatile.: a shared field; use a cell and S",
        Code.Calli => "calli: a call of nobody knows what",
        Code.Stsfld => IsDelegateCache(Field(instruction)) ? null
            : $"stsfld {Field(instruction).Name}: a static changes",
        Code.Ldsfld => MutableStatic(Field(instruction)),
        Code.Ldsflda => Constant(Field(instruction)) ? null : $"ldsflda {Field(instruction).Name}: a static's address",
        Code.Stfld => IsSetUp(method) ? null : $"stfld {Field(instruction).Name}: a field changes after construction",
        Code.Ldflda => IsSetUp(method) || Constant(Field(instruction)) ? null
            : $"ldflda {Field(instruction).Name}: a field's address",
        Code.Ldfld => MutableObject(Field(instruction)),
        (>= Code.Stelem_I and <= Code.Stelem_Ref) or Code.Stelem_Any =>
            IsSetUp(method) ? null : "stelem: an array changes",
        Code.Ldelema => ReadOnlyElement(instruction) ? null : "ldelema: an element's address",
        Code.Call or Code.Callvirt or Code.Newobj or Code.Ldftn or Code.Ldvirtftn =>
            Banned((MethodReference)instruction.Operand),
        _ => null,
    };

    private static FieldReference Field(Instruction instruction) => (FieldReference)instruction.Operand;

    /// <summary>A constructor, or an init accessor: nobody else knows the object yet.</summary>
    private static bool IsSetUp(MethodDefinition method) => method.IsConstructor ||
        method.ReturnType is RequiredModifierType { ModifierType.Name: "IsExternalInit" };

    /// <summary>A readonly struct hands itself on by value.</summary>
    private static bool CopiesThis(MethodDefinition method, Instruction instruction) =>
        method is { IsStatic: false, DeclaringType.IsValueType: true } &&
            instruction.Previous?.OpCode.Code == Code.Ldarg_0;

    private static bool Constant(FieldReference field) =>
        Resolve(field) is not { } known || known.IsInitOnly || known.IsLiteral;

    private static FieldDefinition? Resolve(FieldReference field) =>
        field.DeclaringType.GetElementType() is TypeDefinition ? field.Resolve() : null;

    /// <summary>Where the compiler keeps a lambda without state: whoever comes second makes an equal one.</summary>
    private static bool IsDelegateCache(FieldReference field) =>
        field.DeclaringType.GetElementType().Name is "<>c" or "<>O";

    private static string? MutableStatic(FieldReference field) =>
        Constant(field) || IsDelegateCache(field) ? null : $"ldsfld {field.Name}: a static that can change";

    /// <summary>
    /// A field of a library type that can change is memory shared behind the door's back, whatever is done with it.
    /// </summary>
    private static string? MutableObject(FieldReference field)
    {
        bool mutable = field.FieldType.FullName.StartsWith("System.Collections.Generic.", StringComparison.Ordinal) ||
            field.FieldType.FullName.StartsWith("System.Collections.Concurrent.", StringComparison.Ordinal) ||
            field.FieldType.FullName is "System.Text.StringBuilder";
        bool ofCompiler = field.DeclaringType.GetElementType().Name[0] == '<';
        return mutable && !ofCompiler ? $"ldfld {field.Name}: a {field.FieldType.Name} that two CPUs can see" : null;
    }

    private static bool ReadOnlyElement(Instruction instruction) =>
        instruction.Previous?.OpCode.Code == Code.Readonly ||
        (((TypeReference)instruction.Operand).GetElementType() is TypeDefinition type &&
            type.CustomAttributes.Any(a =>
                a.AttributeType.FullName == "System.Runtime.CompilerServices.IsReadOnlyAttribute"));

    private static string? Banned(MethodReference callee)
    {
        bool plane = callee.DeclaringType is ArrayType;
        if (plane) return callee.Name is "Set" or "Address" ? $"{callee.Name}: an array changes" : null;
        string type = callee.DeclaringType.GetElementType().FullName;
        bool span = type is "System.Span`1" or "System.ReadOnlySpan`1";
        if (span && HarmlessOfSpans.Contains(callee.Name)) return null;
        bool inSpace = BannedSpaces.Any(space => type.StartsWith(space, StringComparison.Ordinal));
        if (inSpace || BannedTypes.Contains(type)) return $"{type}.{callee.Name}";
        bool writesArray = type == "System.Array" && ArrayWriters.Contains(callee.Name);
        if (writesArray) return $"{type}.{callee.Name}: an array changes";

        // Looking through the door by its own name is for views and messages; nothing may change that way.
        bool door = callee.DeclaringType.GetElementType() is TypeDefinition known && IsDoor(known);
        return door && callee.Name != "Read" ? $"{type}.{callee.Name}: the door by name; use S" : null;
    }
}
