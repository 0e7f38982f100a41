using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Plimsoll.Twinner;

/// <summary>One C# file, by the path its stack traces show. Parsed once, however often it is compiled.</summary>
public sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14, DocumentationMode.None);

    private readonly Lazy<SyntaxTree> _tree =
        new(() => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Options, path));

    /// <summary>What the SDK's ImplicitUsings adds to every project.</summary>
    public static SourceFile ImplicitUsings { get; } = new("ImplicitUsings.cs", """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """);

    public string Path => path;

    public string Text => text;

    public SyntaxTree Tree => _tree.Value;
}
