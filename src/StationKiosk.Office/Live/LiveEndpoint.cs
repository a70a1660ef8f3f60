using StationKiosk.Hosting.Pages;
using StationKiosk.Office.Stations;

namespace StationKiosk.Office.Live;

/// <summary><c>GET /api/live</c>: server-sent events; a snapshot first, and again whenever the page fell behind.</summary>
public static class LiveEndpoint
{
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

        try
        {
            var stream = await EventStream.OpenAsync(http, stop);
            await Send(stream, Snapshot(view, scope), stop);
            while (true)
            {
                var next = await Next(client, time, stop);
                await (client.TakeFellBehind() || IsOfOthers(next, scope) ? Send(stream, Snapshot(view, scope), stop)
                    : next is null ? stream.BeatAsync(time.GetUtcNow(), stop)
                    : Send(stream, next, stop));
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

    private static Task Send(EventStream stream, LiveEvent live, CancellationToken stop) => stream.SendAsync(live.Name, live.Data, stop);

    /// <summary>The next event, or null where none came for a while.</summary>
    private static async Task<LiveEvent?> Next(LiveClient client, TimeProvider time, CancellationToken stop)
    {
        using var quiet = new CancellationTokenSource(EventStream.BeatEvery, time);
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
}
