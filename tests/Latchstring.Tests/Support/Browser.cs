using Microsoft.Playwright;

namespace Latchstring.Tests.Support;

/// <summary>One Chromium for the whole run, started by the first test that asks for a page.</summary>
public sealed class Browser : IAsyncDisposable
{
    /// <summary>Longer than any test takes: a call that Chromium never answers fails its test then, instead of holding up the run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly SemaphoreSlim _gate = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string Executable { get; } = Environment.GetEnvironmentVariable("LATCHSTRING_TEST_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>A page in a context of its own, so without anybody's cookies. Phones are 390 wide.</summary>
    public async Task<IPage> NewPageAsync(TestServer server, bool phone = false, bool dark = false, bool javaScript = true, string locale = "en", bool workers = false)
    {
        var browser = await StartAsync();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.Address.ToString(),
            Locale = locale,
            JavaScriptEnabled = javaScript,
            // What one page costs must not depend on which was open before.
            ServiceWorkers = workers ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 800 },
        });
        context.SetDefaultTimeout(60_000);
        var watch = new Timer(_ => _ = context.CloseAsync(), null, Patience, Timeout.InfiniteTimeSpan);
        context.Close += (_, _) => watch.Dispose();
        // Pages that stay open go on asking a server that is gone, and hold memory until the run ends.
        server.Visitors.Add(() => context.CloseAsync());
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _gate.Dispose();
    }

    private async Task<IBrowser> StartAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_browser is not null)
                return _browser;
            if (!File.Exists(Executable))
            {
                Assert.SkipUnless(DatabaseTemplates.InCi, $"No browser at {Executable}: install chromium, or set LATCHSTRING_TEST_CHROMIUM");
                throw new InvalidOperationException($"CI must test in a browser: nothing at {Executable}.");
            }
            Assertions.SetDefaultExpectTimeout(30_000);
            _playwright = await Playwright.CreateAsync();
            return _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Arguments });
        }
        finally
        {
            _gate.Release();
        }
    }
}

internal static class Arrivals
{
    /// <summary>The page is there; whether all of its files are, the next look at it waits for.</summary>
    public static Task ArriveAsync(this IPage page, string address) =>
        page.WaitForURLAsync(address, new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit, Timeout = 180_000 });
}
