using System.Collections.Concurrent;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>Listens to server-sent events as a browser does.</summary>
internal sealed class LiveFeed : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _events = new();

    public IReadOnlyCollection<string> Events => _events;

    public static async Task<LiveFeed> OpenAsync(Uri url)
    {
        var feed = new LiveFeed();
        var stream = await feed._http.GetStreamAsync(url);
        _ = feed.ReadAsync(new StreamReader(stream));
        return feed;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(StreamReader lines)
    {
        try
        {
            while (await lines.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    _events.Enqueue(line["event: ".Length..]);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or HttpRequestException)
        {
            // The office stopped, or the test did.
        }
    }
}
