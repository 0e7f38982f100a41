using System.Text;
using System.Text.RegularExpressions;
using PuppeteerSharp;
using PuppeteerSharp.Media;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// Headless Chromium, started once for all tests that show a page in it. Where none is installed there is none, and
/// nothing is fetched.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"plimsoll-browser-{Guid.NewGuid():N}");
    private IBrowser? running;

    public bool IsInstalled => running is not null;

    public async Task InitializeAsync()
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(place => Names.Select(name => Path.Combine(place, name))).FirstOrDefault(File.Exists);
        if (found is null) return;
        Directory.CreateDirectory(folder);
        running = await Puppeteer.LaunchAsync(new()
        {
            ExecutablePath = found, Headless = true, Args = Flags, UserDataDir = Path.Combine(folder, "profile"),
        });
    }

    public async Task DisposeAsync()
    {
        if (running is null) return;
        await running.CloseAsync();
        await running.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A page as a reader opens it, from a file; seen in a window 1280 pixels wide, and on paper.</summary>
    public async Task<Shown> Show(string html)
    {
        string file = Path.Combine(folder, "page.html");
        await File.WriteAllTextAsync(file, html);
        await using IPage page = await running!.NewPageAsync();
        List<string> complaints = [], requests = [];
        page.Console += (_, said) => complaints.Add($"{said.Message.Type}: {said.Message.Text}");
        page.PageError += (_, error) => complaints.Add(error.Message);
        page.Request += (_, asked) => requests.Add(asked.Request.Url);
        await page.SetViewportAsync(new() { Width = 1280, Height = 800 });
        await page.GoToAsync(new Uri(file).AbsoluteUri);
        Shown shown = new()
        {
            Steps = await page.EvaluateExpressionAsync<string[]>(Values("step")),
            Lanes = await page.EvaluateExpressionAsync<string[]>(Values("lane")),
            Arrows = await page.EvaluateExpressionAsync<string[]>(Values("hb")),
            Complaints = complaints,
            Requests = [.. requests.Where(url => url != new Uri(file).AbsoluteUri)],
            Scrolls = await page.EvaluateExpressionAsync<bool>(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"),
            CutOnScreen = await page.EvaluateExpressionAsync<string[]>(Cut),
            AdriftOnScreen = await page.EvaluateExpressionAsync<string[]>(Adrift),
            Hovers = await Hovers(page),
        };
        await page.EmulateMediaTypeAsync(MediaType.Print);
        await page.SetViewportAsync(new() { Width = PaperWidth, Height = PaperHeight });
        return shown with
        {
            StepsOnPaper = await page.EvaluateExpressionAsync<string[]>(Values("step")),
            CutOnPaper = await page.EvaluateExpressionAsync<string[]>(Cut),
            SheetsTooHigh = await page.EvaluateExpressionAsync<int>(
                $"[...document.querySelectorAll('.sheet')].filter(s => s.offsetHeight > {PaperHeight}).length"),
            PaperPages = PagesOf(await page.PdfDataAsync(new() { PreferCSSPageSize = true, PrintBackground = true })),
        };
    }

    /// <summary>A4 on its side with margins of 10 mm, in pixels.</summary>
    private const int PaperWidth = 1047;
    private const int PaperHeight = 718;

    /// <summary>The numbers of all elements of a kind that are seen.</summary>
    private static string Values(string data) =>
        $"[...document.querySelectorAll('[data-{data}]')]"
        + $".filter(e => e.getClientRects().length > 0).map(e => e.getAttribute('data-{data}'))";

    /// <summary>What reaches over the edge of the page, and boxes whose text is larger than they are.</summary>
    private const string Cut = """
        [...document.querySelectorAll('body *')].filter(e => !e.closest('svg') && e.getClientRects().length > 0).filter(
          e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
            || e.getBoundingClientRect().left < -1
            || (e.className == 'face' && (e.scrollHeight > e.clientHeight || e.scrollWidth > e.clientWidth)))
          .map(e => e.outerHTML.slice(0, 200))
        """;

    /// <summary>Arrows that do not end at the boxes of their two steps.</summary>
    private const string Adrift = """
        [...document.querySelectorAll('[data-hb]')].filter(line => {
          const [from, to] = line.dataset.hb.split(' ').map(
            n => document.querySelector(`[data-step='${n}']`).getBoundingClientRect());
          const sheet = line.closest('svg').getBoundingClientRect();
          const x = a => sheet.left + line[a].baseVal.value, y = a => sheet.top + line[a].baseVal.value;
          const near = (x, y, box) => Math.min(Math.abs(x - box.left), Math.abs(x - box.right)) < 3
            && Math.abs(y - (box.top + box.bottom) / 2) < 3;
          return !near(x('x1'), y('y1'), from) || !near(x('x2'), y('y2'), to);
        }).map(line => line.outerHTML)
        """;

    /// <summary>Points at the first, the middle and the last step: what is then seen that was not before.</summary>
    private static async Task<Dictionary<int, string>> Hovers(IPage page)
    {
        IElementHandle[] steps = await page.QuerySelectorAllAsync("[data-step]");
        Dictionary<int, string> seen = [];
        foreach (int i in new[] { 0, steps.Length / 2, steps.Length - 1 }.Where(i => i >= 0 && i < steps.Length))
        {
            await steps[i].HoverAsync();
            seen[i + 1] = await page.EvaluateFunctionAsync<string>(
                """
                step => [...document.querySelectorAll('[role=tooltip]')].filter(t => t.getClientRects().length > 0
                  && t.getBoundingClientRect().right <= document.documentElement.clientWidth
                  && t.getBoundingClientRect().left >= 0).map(t => t.innerText).join('|')
                """, steps[i]);
        }

        return seen;
    }

    private static int PagesOf(byte[] pdf) => Regex.Count(Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b");
}

/// <summary>What a reader sees of a page.</summary>
public sealed record Shown
{
    public required string[] Steps { get; init; }

    public required string[] Lanes { get; init; }

    public required string[] Arrows { get; init; }

    public required IReadOnlyList<string> Complaints { get; init; }

    public required IReadOnlyList<string> Requests { get; init; }

    public required bool Scrolls { get; init; }

    public required string[] CutOnScreen { get; init; }

    public required string[] AdriftOnScreen { get; init; }

    public required IReadOnlyDictionary<int, string> Hovers { get; init; }

    public string[] StepsOnPaper { get; init; } = [];

    public string[] CutOnPaper { get; init; } = [];

    public int SheetsTooHigh { get; init; }

    public int PaperPages { get; init; }
}
