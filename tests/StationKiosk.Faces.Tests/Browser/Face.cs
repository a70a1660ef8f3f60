using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Browser;

/// <summary>One page of a program in the browser, and what it did.</summary>
public sealed class Face : IAsyncDisposable
{
    /// <summary>Generous: two busy cores; a passing test never waits it out.</summary>
    public const int WaitMs = 60_000;

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _elsewhere = new(), _faults = new();
    private long _wireBytes;

    private Face(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Addresses on other hosts that the page asked for; none of them was answered.</summary>
    public IReadOnlyList<string> Elsewhere => [.. _elsewhere];

    /// <summary>Errors of its scripts, and what the Content-Security-Policy refused it.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    /// <summary>Bytes received so far, headers included, as they came over the wire.</summary>
    public long WireBytes => Interlocked.Read(ref _wireBytes);

    internal static async Task<Face> InAsync(IBrowserContext context, Uri address)
    {
        context.SetDefaultTimeout(WaitMs);
        var page = await context.NewPageAsync();
        var face = new Face(context, page);
        page.Request += (_, request) => face.Asked(request.Url, address);
        page.PageError += (_, error) => face._faults.Enqueue(error);
        page.Console += (_, message) => face.Said(message);
        var protocol = await context.NewCDPSessionAsync(page);
        await protocol.SendAsync("Network.enable");
        protocol.Event("Network.dataReceived").OnEvent += (_, data) => face.Received(data?.GetProperty("encodedDataLength").GetInt64());
        protocol.Event("Network.responseReceived").OnEvent += (_, data) =>
            face.Received((long?)data?.GetProperty("response").GetProperty("encodedDataLength").GetDouble());
        return face;
    }

    /// <summary>Milliseconds from the navigation to the first picture with content (Paint Timing, W3C).</summary>
    public async Task<double> FirstPaintMsAsync()
    {
        await this.UntilAsync("performance.getEntriesByName('first-contentful-paint').length");
        return await Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    }

    /// <summary>What axe-core finds that is serious or critical, a line each; contrast below 4.5 (3 for large text) is among it.</summary>
    public async Task<IReadOnlyList<string>> SeriousFaultsAsync()
    {
        var result = await Page.RunAxe(new AxeRunOptions { ResultTypes = new HashSet<ResultType> { ResultType.Violations } });
        return [.. result.Violations
            .Where(violation => violation.Impact is "serious" or "critical")
            .SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}"))];
    }

    /// <summary>Whether a person would have to scroll sideways: never on a page of ours.</summary>
    public Task<bool> OverflowsAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    /// <summary>What Tab reaches from the top until it comes round: the visible text or label of each stop.</summary>
    public async Task<IReadOnlyList<string>> TabStopsAsync(int most = 200)
    {
        var stops = new List<string>();
        await Page.EvaluateAsync("document.activeElement?.blur()");
        for (int i = 0; i < most; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            string? stop = await Page.EvaluateAsync<string?>(
                "(e => !e || e === document.body || e.dataset.seenByTab ? null : (e.dataset.seenByTab = 1, (e.getAttribute('aria-label') || e.innerText || e.name || e.id || e.tagName).trim()))(document.activeElement)");
            if (stop is null)
            {
                break;
            }

            stops.Add(stop);
        }

        return stops;
    }

    /// <summary>A picture of the whole page for somebody to look at: <c>artifacts/faces/NAME.png</c>.</summary>
    public async Task<string> SaveAsync(string name, bool fullPage = true)
    {
        string path = Repository.PathOf($"artifacts/faces/{name}.png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = fullPage });
        return path;
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Asked(string url, Uri address)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var asked) && asked.Scheme is not ("data" or "blob" or "about") && asked.Authority != address.Authority)
        {
            _elsewhere.Enqueue(url);
        }
    }

    /// <summary>A connection that is cut is what some tests are about; Chromium reports it as an error of the page.</summary>
    private void Said(IConsoleMessage message)
    {
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            _faults.Enqueue(message.Text);
        }
    }

    private void Received(long? bytes) => Interlocked.Add(ref _wireBytes, bytes ?? 0);
}
