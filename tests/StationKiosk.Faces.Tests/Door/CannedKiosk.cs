using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StationKiosk.Hosting.Pages;
using StationKiosk.Kiosk.Panel;
using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Door;

/// <summary>The kiosk's real pages on a real server, with streams that say what the test says: states that a real kiosk is hard to bring into.</summary>
internal sealed class CannedKiosk : IAsyncDisposable
{
    private readonly int _port = LoopbackPort.Free();
    private readonly Channel<(string Name, byte[] Json)> _news = Channel.CreateUnbounded<(string, byte[])>();
    private (string Name, byte[] Json) _first;
    private WebApplication? _app;

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>What every new page hears first, on the stream it opens.</summary>
    public static async Task<CannedKiosk> StartAsync<T>(string name, T first, JsonTypeInfo<T> type)
    {
        var kiosk = new CannedKiosk { _first = (name, JsonSerializer.SerializeToUtf8Bytes(first, type)) };
        await kiosk.StartAsync();
        return kiosk;
    }

    /// <summary>Says something to the page that is open.</summary>
    public void Say<T>(string name, T news, JsonTypeInfo<T> type) => _news.Writer.TryWrite((name, JsonSerializer.SerializeToUtf8Bytes(news, type)));

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.AbsoluteUri);
        _app = builder.Build();
        _app.MapPanel();
        _app.MapGet("/api/login", () => Results.Json(new WhoBody(MayChange: true, NeedsLogin: false, HasCode: true, TriesLeft: 5, LockedUntil: null), PanelJson.Default.WhoBody));
        var stop = _app.Lifetime.ApplicationStopping;
        _app.MapGet("/api/door", (HttpContext http) => ServeAsync(http, stop));
        _app.MapGet("/api/live", (HttpContext http) => ServeAsync(http, stop));
        await _app.StartAsync();
    }

    /// <summary>As when the network is pulled: nothing answers any more.</summary>
    public async Task StopAsync()
    {
        await _app!.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }
    }

    private async Task ServeAsync(HttpContext http, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop);
        try
        {
            var stream = await EventStream.OpenAsync(http, end.Token);
            await stream.SendAsync(_first.Name, _first.Json, end.Token);
            while (true)
            {
                var next = _news.Reader.ReadAsync(end.Token).AsTask();
                while (await Task.WhenAny(next, Task.Delay(EventStream.BeatEvery, TimeProvider.System, end.Token)) != next)
                {
                    await stream.BeatAsync(TimeProvider.System.GetUtcNow(), end.Token);
                }

                var (name, json) = await next;
                await stream.SendAsync(name, json, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page went, or the test pulled the network.
        }
    }
}
