using Microsoft.Playwright;

namespace StationKiosk.Faces.Tests.Browser;

/// <summary>
/// Debian's chromium, one for all tests of the collection, driven by Playwright. Names of hosts resolve to nothing: whatever a page asks of
/// another host fails, and <see cref="Face.Elsewhere"/> tells of it.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Program = "/usr/bin/chromium";

    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (File.Exists(Program))
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Flags, Timeout = 120_000 });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens an address in a fresh profile and waits until the page is loaded; skips the test, by name, where there is no chromium.</summary>
    public async Task<Face> OpenAsync(Uri address, View view)
    {
        Skip.If(_browser is null, "chromium is not installed: apt-get install chromium");
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(view);
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = view.Width, Height = view.Height },
            ColorScheme = view.Dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = view.Language,
            ReducedMotion = ReducedMotion.Reduce,
        });
        var face = await Face.InAsync(context, address);
        await face.Page.GotoAsync(address.AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.Load, Timeout = Face.WaitMs });
        return face;
    }
}

/// <summary>Tests that share the browser; they run one after the other, for two cores are what a test machine may have.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}
