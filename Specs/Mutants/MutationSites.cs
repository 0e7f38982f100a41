using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plimsoll.Specs.Mutants;

/// <summary>
/// Finds the mechanical mutations of one method. Left out is what could only crash or hang, which says nothing about
/// the laws: addresses, array indices and the loops over them, what a loop's end depends on, misuse checks, messages,
/// and ghost notes.
/// </summary>
internal sealed class MutationSites(string file, MethodDeclarationSyntax method, SemanticModel model)
{
    private static readonly Dictionary<SyntaxKind, string> Flipped = new()
    {
        [SyntaxKind.LessThanToken] = "<=",
        [SyntaxKind.LessThanEqualsToken] = "<",
        [SyntaxKind.GreaterThanToken] = ">=",
        [SyntaxKind.GreaterThanEqualsToken] = ">",
        [SyntaxKind.EqualsEqualsToken] = "!=",
        [SyntaxKind.ExclamationEqualsToken] = "==",
    };

    private readonly List<MutationSite> sites = [];

    public IReadOnlyList<MutationSite> Find()
    {
        foreach (SyntaxNode node in method.DescendantNodes().Where(node => !IsLeftOut(node)))
        {
            if (node is BinaryExpressionSyntax comparison) Flip(comparison);
            if (node is ExpressionStatementSyntax statement) Delete(statement);
            if (node is ExpressionSyntax number) OffByOne(number);
        }

        // Even the one that finds a double free: that two CPUs cannot both win it is mechanism.
        foreach (InvocationExpressionSyntax call in method.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (Callee(call) == "S.CompareExchange") SplitCas(call);
        }

        DropLocks();
        return sites;
    }

    private static string Callee(InvocationExpressionSyntax call) => call.Expression.ToString();

    private bool IsLeftOut(SyntaxNode node) =>
        node.AncestorsAndSelf().TakeWhile(around => around != method).Any(around => around switch
    {
        ThrowStatementSyntax or ThrowExpressionSyntax or InterpolatedStringExpressionSyntax or SwitchLabelSyntax =>
            true,
        IfStatementSyntax check => Throws(check.Statement),
        InvocationExpressionSyntax call =>
            Callee(call) == "S.Note" || Callee(call).Contains(".ThrowIf", StringComparison.Ordinal),
        BracketedArgumentListSyntax => true,
        ForStatementSyntax loop => !loop.Statement.Span.Contains(node.Span) && node != loop && IndexesBy(loop),
        _ => false,
    });

    private static bool Throws(StatementSyntax statement) =>
        statement is ThrowStatementSyntax ||
            (statement is BlockSyntax block && block.Statements.LastOrDefault() is ThrowStatementSyntax);

    private static bool IndexesBy(ForStatementSyntax loop)
    {
        HashSet<string> variables = [.. loop.Declaration?.Variables.Select(variable => variable.Identifier.Text) ?? []];
        return loop.Statement.DescendantNodes().OfType<BracketedArgumentListSyntax>()
            .SelectMany(index => index.DescendantNodes()).OfType<IdentifierNameSyntax>()
            .Any(name => variables.Contains(name.Identifier.Text));
    }

    private void Flip(BinaryExpressionSyntax comparison)
    {
        if (!Flipped.TryGetValue(comparison.OperatorToken.Kind(), out string? text)) return;
        if (IsAddress(comparison.Left)) return;
        sites.Add(MutationSite.Of(MutationKind.Flip, file, comparison, text, comparison.OperatorToken.Span));
    }

    private void Delete(ExpressionStatementSyntax statement)
    {
        bool note = statement.Expression is InvocationExpressionSyntax call && Callee(call) == "S.Note";
        if (!note && !SteersLoop(statement)) sites.Add(MutationSite.Of(MutationKind.Delete, file, statement, ";"));
    }

    private void OffByOne(ExpressionSyntax number)
    {
        // The variables of a deconstruction and out arguments are no values.
        if (number.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax }) return;
        if (number.Parent is ArgumentSyntax argument && !argument.RefKindKeyword.IsKind(SyntaxKind.None)) return;
        bool literal = number.IsKind(SyntaxKind.NumericLiteralExpression);
        bool value = number.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or ArgumentSyntax
            or EqualsValueClauseSyntax ||
            (number.Parent is AssignmentExpressionSyntax assignment && assignment.Right == number);
        if (!literal && (!value || model.GetConstantValue(number).HasValue)) return;
        if (number.FirstAncestorOrSelf<StatementSyntax>() is { } statement && SteersLoop(statement)) return;
        TypeInfo type = model.GetTypeInfo(number);
        if (!IsInteger(type.Type) || !IsInteger(type.ConvertedType) || number is AssignmentExpressionSyntax) return;
        if (number.AncestorsAndSelf().OfType<ExpressionSyntax>().Any(IsAddress)) return;

        // The sum is unchecked: whether it wraps is not the question.
        string text = number is LiteralExpressionSyntax or IdentifierNameSyntax ? number.ToString() : $"({number})";
        Add("+");
        if (text is not ("0" or "0u")) Add("-");

        void Add(string sign) =>
            sites.Add(MutationSite.Of(MutationKind.OffByOne, file, number, $"unchecked({text} {sign} 1)"));
    }

    private static bool IsInteger(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32
        or SpecialType.System_Int64 or SpecialType.System_UInt64;

    private bool IsAddress(ExpressionSyntax expression)
    {
        TypeInfo type = model.GetTypeInfo(expression);
        return type.Type?.SpecialType == SpecialType.System_UIntPtr ||
            type.ConvertedType?.SpecialType == SpecialType.System_UIntPtr;
    }

    /// <summary>Whether a statement changes what the end of a loop around it is decided on.</summary>
    private bool SteersLoop(StatementSyntax statement)
    {
        ISymbol? changed = statement switch
        {
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } => Symbol(assignment.Left),
            ExpressionStatementSyntax { Expression: PostfixUnaryExpressionSyntax postfix } => Symbol(postfix.Operand),
            ExpressionStatementSyntax { Expression: PrefixUnaryExpressionSyntax prefix } => Symbol(prefix.Operand),
            LocalDeclarationStatementSyntax local => model.GetDeclaredSymbol(local.Declaration.Variables[0]),
            _ => null,
        };
        return changed is not null && statement.Ancestors().TakeWhile(around => around != method)
            .Any(around => around switch
        {
            WhileStatementSyntax loop => Mentions(loop.Condition, changed),
            DoStatementSyntax loop => Mentions(loop.Condition, changed),
            ForStatementSyntax { Condition: { } condition } => Mentions(condition, changed),
            _ => false,
        });
    }

    private bool Mentions(SyntaxNode condition, ISymbol symbol) =>
        condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Any(name => SymbolEqualityComparer.Default.Equals(Symbol(name), symbol));

    private ISymbol? Symbol(SyntaxNode node) => model.GetSymbolInfo(node).Symbol;

    private void SplitCas(InvocationExpressionSyntax call)
    {
        if (call.ArgumentList.Arguments is not [var cell, var value, var comparand]) return;
        string seen = $"seen{call.SpanStart}";
        string split = $"(S.Load({cell}) is uint {seen} ? " +
            $"({seen} == ({comparand}) && S.Exchange({cell}, {value}) is uint ? {seen} : {seen}) : 0)";
        string text = call.Parent is ExpressionStatementSyntax ? $"_ = {split}" : split;
        sites.Add(MutationSite.Of(MutationKind.SplitCas, file, call, text));
    }

    /// <summary>Every Lock of a cell, with every Unlock of it in the same method.</summary>
    private void DropLocks()
    {
        var statements = method.DescendantNodes().OfType<ExpressionStatementSyntax>()
            .Select(statement => (Statement: statement, Call: statement.Expression as InvocationExpressionSyntax))
            .Where(pair =>
                pair.Call?.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Lock" or "Unlock" })
            .Select(pair => (pair.Statement, Access: (MemberAccessExpressionSyntax)pair.Call!.Expression,
                Cell: pair.Call.ArgumentList));
        foreach (var cell in statements.GroupBy(s => $"{s.Access.Expression}{s.Cell}"))
        {
            if (cell.Select(s => s.Access.Name.Identifier.Text).Distinct().Count() < 2) continue;
            ExpressionStatementSyntax first = cell.First().Statement;
            string what = MutationSite.Describe(MutationKind.DropLock, file, first, first.ToString(), ";");
            sites.Add(new(MutationKind.DropLock, file, what, [.. cell.Select(s => (s.Statement.Span, ";"))]));
        }
    }
}
