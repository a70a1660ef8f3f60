using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace StationKiosk.Hosting.Pages;

/// <summary>
/// One page's stream of server-sent events (WHATWG HTML, section 9.2), for <c>live.js</c>. Whoever writes it sends <see cref="BeatAsync"/> after
/// every <see cref="BeatEvery"/> without another event: the page takes a quiet stream for a dead one.
/// </summary>
public sealed class EventStream
{
    /// <summary>A stream is never quiet for longer; the page gives it up after 12 s.</summary>
    public static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(4);

    private readonly HttpResponse _response;

    private EventStream(HttpResponse response) => _response = response;

    /// <summary>Answers a request with a stream.</summary>
    public static async Task<EventStream> OpenAsync(HttpContext http, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no"; // a proxy that would collect events before passing them on
        await http.Response.Body.FlushAsync(stop);
        return new EventStream(http.Response);
    }

    /// <summary>Sends an event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="json">JSON without line breaks.</param>
    /// <param name="stop">Ends the sending.</param>
    public async Task SendAsync(string name, ReadOnlyMemory<byte> json, CancellationToken stop)
    {
        await _response.WriteAsync($"event: {name}\ndata: ", stop);
        await _response.Body.WriteAsync(json, stop);
        await _response.WriteAsync("\n\n", stop);
        await _response.Body.FlushAsync(stop);
    }

    /// <summary>Says that the stream is alive: an event <c>beat</c> with the server's clock as JSON text.</summary>
    public async Task BeatAsync(DateTimeOffset now, CancellationToken stop)
    {
        await _response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"event: beat\ndata: \"{now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"\n\n"), stop);
        await _response.Body.FlushAsync(stop);
    }
}
