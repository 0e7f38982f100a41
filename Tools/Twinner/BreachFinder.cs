using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plimsoll.Twinner;

/// <summary>Finds what the twin could not express, before anything is written.</summary>
internal sealed class BreachFinder(Reading reading)
{
    private readonly List<Breach> _breaches = [];

    public ImmutableArray<Breach> Find()
    {
        // The twin's own compilation reports every other error, at the same place; this one would hide a breach.
        if (reading.HasUnboundCalls) ReportErrors();
        foreach (Call call in reading.Calls.Where(reading.IsAwaited)) CheckPlace(call);
        foreach (SourceFile file in reading.Files) CheckFile(file);
        return [.. _breaches.Distinct().OrderBy(b => b.Path, StringComparer.Ordinal).ThenBy(b => b.Line)
            .ThenBy(b => b.Column)];
    }

    private void ReportErrors()
    {
        foreach (Diagnostic error in reading.Compilation.GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error))
        {
            Report(Ban.DoesNotCompile, error.Location, $"{error.Id} {error.GetMessage(null)}");
        }
    }

    private void Report(Ban ban, Location location, string what) => _breaches.Add(Breach.At(ban, location, what));

    /// <summary>Where an awaited call stands.</summary>
    private void CheckPlace(Call call)
    {
        string what = call.Syntax.Expression.ToString();
        Location place = call.Syntax.GetLocation();
        if (OwnerBan(call.Owner) is { } ban) Report(ban, place, what);
        foreach (SyntaxNode around in call.Syntax.Ancestors().TakeWhile(node => node != call.Owner))
        {
            if (around is LockStatementSyntax) Report(Ban.LockStatement, place, what);
            if (around is UnsafeStatementSyntax or FixedStatementSyntax) Report(Ban.Unsafe, place, what);
            if (around is ConditionalAccessExpressionSyntax conditional &&
                conditional.WhenNotNull.Span.Contains(call.Syntax.Span))
            {
                Report(Ban.ConditionalAccess, place, what);
            }
        }
    }

    private static Ban? OwnerBan(SyntaxNode owner) => owner switch
    {
        MethodDeclarationSyntax => null,
        AnonymousFunctionExpressionSyntax or QueryExpressionSyntax => Ban.Lambda,
        LocalFunctionStatementSyntax => Ban.LocalFunction,
        AccessorDeclarationSyntax or BasePropertyDeclarationSyntax => Ban.Property,
        OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => Ban.Operator,
        DestructorDeclarationSyntax => Ban.Finalizer,
        _ => Ban.Constructor,
    };

    private void CheckFile(SourceFile file)
    {
        SyntaxNode root = file.Tree.GetRoot();
        foreach (SyntaxTrivia directive in root.DescendantTrivia())
        {
            if (!directive.IsKind(SyntaxKind.IfDirectiveTrivia)) continue;
            Report(Ban.ConditionalCompilation, directive.GetLocation(), "#if");
        }

        foreach (SyntaxNode node in root.DescendantNodes())
        {
            switch (node)
            {
                case MethodDeclarationSyntax method when IsCoroutine(method):
                    CheckMethod(method);
                    break;
                case TypeDeclarationSyntax type:
                    CheckType(type);
                    break;
                case TypeParameterSyntax parameter:
                    CheckSeamName(parameter);
                    break;
                case GenericNameSyntax generic:
                    CheckArguments(generic);
                    break;
                case SimpleNameSyntax name:
                    CheckDelegate(name);
                    break;
            }
        }
    }

    private bool IsCoroutine(MethodDeclarationSyntax method) =>
        reading.IsCoroutine(reading.ModelOf(method).GetDeclaredSymbol(method));

    private void CheckMethod(MethodDeclarationSyntax method)
    {
        IMethodSymbol symbol = reading.ModelOf(method).GetDeclaredSymbol(method)!;
        INamedTypeSymbol type = symbol.ContainingType;
        Location place = method.Identifier.GetLocation();
        string what = $"{type.Name}.{symbol.Name}";
        if (type.TypeKind == TypeKind.Struct && !type.IsReadOnly) Report(Ban.MutableStruct, place, what);
        if (type.TypeKind == TypeKind.Class && !type.IsSealed && !type.IsStatic) Report(Ban.Unsealed, place, what);
        bool isVirtual = symbol.IsVirtual || symbol.IsAbstract || symbol.IsOverride || ImplementsInterface(symbol);
        if (isVirtual) Report(Ban.Virtual, place, what);
        bool isPlainValue = !symbol.IsAsync && symbol.RefKind == RefKind.None && !IsOfStack(symbol.ReturnType);
        if (!isPlainValue) Report(Ban.ReturnType, place, what);
        if (IsUnsafe(method)) Report(Ban.Unsafe, place, what);
        if (symbol.GetAttributes().Any(a => a.AttributeClass?.Name == "ConditionalAttribute"))
        {
            Report(Ban.ConditionalCompilation, place, what);
        }

        foreach (IParameterSymbol parameter in symbol.Parameters)
        {
            Location at = parameter.Locations[0];
            if (parameter.RefKind != RefKind.None) Report(Ban.ByReference, at, $"{what}, parameter {parameter.Name}");
            if (IsOfStack(parameter.Type)) Report(Ban.StackParameter, at, $"{what}, parameter {parameter.Name}");
        }

        CheckBody(method, what);
    }

    private void CheckBody(MethodDeclarationSyntax method, string what)
    {
        SemanticModel model = reading.ModelOf(method);
        foreach (SyntaxNode node in method.DescendantNodes())
        {
            if (node is YieldStatementSyntax) Report(Ban.Iterator, node.GetLocation(), what);
            if (node is GotoStatementSyntax) Report(Ban.Goto, node.GetLocation(), what);
            bool declares = node
                is VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ForEachStatementSyntax;
            if (!declares || model.GetDeclaredSymbol(node) is not ILocalSymbol local) continue;
            if (local.RefKind != RefKind.None) Report(Ban.RefLocal, node.GetLocation(), $"{what}, local {local.Name}");
            if (IsOfStack(local.Type)) Report(Ban.StackLocal, node.GetLocation(), $"{what}, local {local.Name}");
        }
    }

    private static bool IsOfStack(ITypeSymbol type) =>
        type.IsRefLikeType || type is IPointerTypeSymbol or IFunctionPointerTypeSymbol;

    private static bool IsUnsafe(MethodDeclarationSyntax method) => method
        .AncestorsAndSelf().OfType<MemberDeclarationSyntax>()
        .Any(member => member.Modifiers.Any(SyntaxKind.UnsafeKeyword));

    private static bool ImplementsInterface(IMethodSymbol method) => method.ContainingType.AllInterfaces
        .SelectMany(contract => contract.GetMembers())
        .Any(member => SymbolEqualityComparer.Default.Equals(
            method.ContainingType.FindImplementationForInterfaceMember(member), method));

    /// <summary>Without S, <c>Zone&lt;S&gt;</c> and <c>Zone</c> are one type.</summary>
    private void CheckType(TypeDeclarationSyntax syntax)
    {
        INamedTypeSymbol type = reading.ModelOf(syntax).GetDeclaredSymbol(syntax)!;
        if (!type.TypeParameters.Any(reading.IsSeam)) return;
        int arity = type.Arity - 1;
        INamespaceOrTypeSymbol home = (INamespaceOrTypeSymbol?)type.ContainingType ?? type.ContainingNamespace;
        if (home.GetTypeMembers(type.Name, arity).Any(other => other.Locations.Any(at => at.IsInSource)))
        {
            Report(Ban.Collision, syntax.Identifier.GetLocation(), type.ToDisplayString());
        }
    }

    private void CheckSeamName(TypeParameterSyntax syntax)
    {
        ITypeParameterSymbol parameter = reading.ModelOf(syntax).GetDeclaredSymbol(syntax)!;
        bool wrong = reading.IsSeam(parameter) && parameter.Name != "S";
        if (wrong) Report(Ban.SeamName, syntax.GetLocation(), parameter.Name);
    }

    private void CheckArguments(GenericNameSyntax generic)
    {
        ImmutableArray<ITypeParameterSymbol> parameters = reading.TypeParametersOf(generic);
        for (int i = 0; i < parameters.Length && i < generic.TypeArgumentList.Arguments.Count; i++)
        {
            TypeSyntax argument = generic.TypeArgumentList.Arguments[i];
            if (!reading.IsSeam(parameters[i]) || argument is OmittedTypeArgumentSyntax) continue;
            ITypeSymbol? bound = reading.ModelOf(argument).GetTypeInfo(argument).Type;
            if (reading.IsSeam(bound as ITypeParameterSymbol)) continue;
            Report(Ban.ClosedDoor, argument.GetLocation(), generic.ToString());
        }

        CheckDelegate(generic);
    }

    /// <summary>A coroutine's name that is not called (nameof aside, which binds to no symbol).</summary>
    private void CheckDelegate(SimpleNameSyntax name)
    {
        if (!reading.MightBeAwaited(name)) return;
        bool member = name.Parent is MemberAccessExpressionSyntax access && access.Name == name;
        ExpressionSyntax whole = member ? (ExpressionSyntax)name.Parent! : name;
        if (whole.Parent is MemberBindingExpressionSyntax binding) whole = binding;
        if (whole.Parent is InvocationExpressionSyntax invocation && invocation.Expression == whole) return;
        if (reading.ModelOf(name).GetSymbolInfo(name).Symbol is not IMethodSymbol method) return;
        IMethodSymbol declared = Reading.Declared(method);
        if (reading.IsCoroutine(declared) || reading.IsSchedulingPoint(declared))
        {
            Report(Ban.Delegate, name.GetLocation(), name.ToString());
        }
    }
}
