using StationKiosk.Hosting.Loops;
using StationKiosk.Hosting.Pages;

namespace StationKiosk.Kiosk.Panel;

/// <summary>The streams of the pages: <c>/api/door</c> and <c>/api/live</c>. Both begin with the whole state, so that a page that comes back knows all.</summary>
public static class PanelStreams
{
    /// <summary>The state is looked at this often; verdicts do not wait for it.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>What has not changed is said again after this, so that it does not run out on a page.</summary>
    public static readonly TimeSpan SayAgainEvery = TimeSpan.FromSeconds(30);

    /// <summary>Maps both.</summary>
    public static void MapStreams(this WebApplication app, DoorFeed feed, PanelData data, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(app);
        var stop = app.Lifetime.ApplicationStopping;
        app.MapGet("/api/door", (HttpContext http) => DoorAsync(http, feed, data, time, stop));
        app.MapGet("/api/live", (HttpContext http) => LiveAsync(http, feed, data, time, stop));
    }

    /// <summary>The door: verdicts as they come, <c>door</c> where something changed.</summary>
    public static Task DoorAsync(HttpContext http, DoorFeed feed, PanelData data, TimeProvider time, CancellationToken stop) =>
        ServeAsync(http, feed, time, async (stream, news, last, token) =>
        {
            if (news is not null)
            {
                await stream.SendAsync(news.Name, news.Json, token);
                return last;
            }

            var door = data.Door();
            long period = door.ValidUntil.Ticks / SayAgainEvery.Ticks;
            byte[] json = PanelJson.Bytes(door with { At = default, ValidUntil = new DateTimeOffset(period, TimeSpan.Zero) }, PanelJson.Default.DoorBody);
            if (last is null || !json.AsSpan().SequenceEqual(last))
            {
                await stream.SendAsync("door", PanelJson.Bytes(door, PanelJson.Default.DoorBody), token);
            }

            return json;
        }, stop);

    /// <summary>The manager's page: <c>status</c>, after a scan at once.</summary>
    public static Task LiveAsync(HttpContext http, DoorFeed feed, PanelData data, TimeProvider time, CancellationToken stop) =>
        ServeAsync(http, feed, time, async (stream, _, _, token) =>
        {
            await stream.SendAsync("status", PanelJson.Bytes(data.Status(), PanelJson.Default.StatusBody), token);
            return null;
        }, stop);

    /// <summary>One page, until it goes or the kiosk stops.</summary>
    /// <param name="http">The page's request.</param>
    /// <param name="feed">Whose news it hears.</param>
    /// <param name="time">For the waits.</param>
    /// <param name="send">Sends one piece of news, or (null) looks at the state; given what it returned the last time.</param>
    /// <param name="stop">The kiosk stops.</param>
    private static async Task ServeAsync(
        HttpContext http, DoorFeed feed, TimeProvider time, Func<EventStream, PageNews?, byte[]?, CancellationToken, Task<byte[]?>> send, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(time);
        if (feed.Audience.Join() is not { } page)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop);
        try
        {
            var stream = await EventStream.OpenAsync(http, end.Token);
            byte[]? last = await send(stream, null, null, end.Token);
            long beat = time.GetTimestamp();
            while (true)
            {
                bool news = await page.WaitAtMostAsync(LookEvery, time, end.Token);
                last = await send(stream, news && page.TryRead(out var one) ? one : null, last, end.Token);
                if (time.GetElapsedTime(beat) >= EventStream.BeatEvery)
                {
                    await stream.BeatAsync(time.GetUtcNow(), end.Token);
                    beat = time.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page went, or the kiosk stops.
        }
        finally
        {
            feed.Audience.Leave(page);
        }
    }
}
