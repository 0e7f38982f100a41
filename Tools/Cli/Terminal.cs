using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Plimsoll.Cli;

/// <summary>Results go to one writer, progress and prose about it to another.</summary>
/// <param name="ShowsProgress">The error writer is a terminal.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool ShowsProgress)
{
    private const int Width = 150;
    private const int ProseWidth = 100;

    /// <summary>Overwrites the progress line; an empty text clears it.</summary>
    public void Progress(string text)
    {
        if (ShowsProgress) Error.Write("\r\u001b[K" + text);
    }

    /// <summary>A paragraph, in lines that a reader's eye can follow; the second and later ones indented.</summary>
    public void Prose(string text)
    {
        string wrapped = Rendered(new Text(text), ProseWidth);
        Out.WriteLine(string.Join("\n  ", wrapped.TrimEnd().Split('\n').Select(line => line.TrimEnd())));
    }

    public void Table(string[] columns, IEnumerable<string[]> rows)
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (string column in columns) table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
        foreach (string[] row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        foreach (string line in Rendered(table, Width).Split('\n'))
            if (line.Trim().Length > 0) Out.WriteLine(line.TrimEnd());
    }

    private static string Rendered(IRenderable what, int width)
    {
        StringWriter text = new(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(what);
        return text.ToString();
    }
}

/// <summary>The exit codes of every verb.</summary>
internal static class Exit
{
    public const int Held = 0;
    public const int Broken = 1;
    public const int BadInput = 2;
    public const int Fault = 3;
}

/// <summary>Arguments or input that make no sense; the message says what, where, and what would be right.</summary>
public sealed class InputException(string message) : Exception(message);
