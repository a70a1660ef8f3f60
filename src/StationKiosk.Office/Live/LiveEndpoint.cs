using StationKiosk.Office.Stations;

namespace StationKiosk.Office.Live;

/// <summary><c>GET /api/live</c>: server-sent events (WHATWG HTML, section 9.2); a snapshot first, and again whenever the page fell behind.</summary>
public static class LiveEndpoint
{
    /// <summary>A comment line is sent this often, so that a dead connection is noticed on both sides.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Serves one page until it goes or the office stops.</summary>
    public static async Task Serve(HttpContext http, LiveFeed feed, StationsView view, Scope scope, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(view);
        if (feed.Join(scope) is not { } client)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await Send(http, Snapshot(view, scope), stop);
            while (await Next(client, time, stop) is var next)
            {
                await (client.TakeFellBehind() || IsOfOthers(next, scope) ? Send(http, Snapshot(view, scope), stop) : next is null ? Beat(http, stop) : Send(http, next, stop));
            }
        }
        catch (OperationCanceledException)
        {
            // The page went, or the office stops.
        }
        finally
        {
            feed.Leave(client);
        }
    }

    private static LiveEvent Snapshot(StationsView view, Scope scope) => new("snapshot", OfficeJson.Bytes(view.All(scope), OfficeJson.Default.StationsBody));

    /// <summary>Totals are over all stations; whoever sees a few gets the totals of those with a snapshot.</summary>
    private static bool IsOfOthers(LiveEvent? live, Scope scope) => live?.Name == LiveEvent.Totals && scope.Stations is not null;

    /// <summary>The next event, or null where none came for a while.</summary>
    private static async Task<LiveEvent?> Next(LiveClient client, TimeProvider time, CancellationToken stop)
    {
        using var quiet = new CancellationTokenSource(Heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, stop);
        try
        {
            return await client.Waiting.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task Send(HttpContext http, LiveEvent live, CancellationToken stop)
    {
        await http.Response.WriteAsync($"event: {live.Name}\ndata: ", stop);
        await http.Response.Body.WriteAsync(live.Data, stop);
        await http.Response.WriteAsync("\n\n", stop);
        await http.Response.Body.FlushAsync(stop);
    }

    private static async Task Beat(HttpContext http, CancellationToken stop)
    {
        await http.Response.WriteAsync(": heartbeat\n\n", stop);
        await http.Response.Body.FlushAsync(stop);
    }
}
