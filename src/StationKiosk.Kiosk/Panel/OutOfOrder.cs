using System.Net.Mime;
using Microsoft.Net.Http.Headers;
using StationKiosk.Hosting.Loops;
using StationKiosk.Hosting.Pages;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Panel;

/// <summary>
/// What a kiosk serves that cannot reach its data: one sentence with its remedy, in every language, at every address, with 503. A page that is open looks
/// again by itself.
/// </summary>
public static class OutOfOrder
{
    private const int LookAgainSeconds = 10;

    private static readonly string[] Directions = ["ltr", "ltr", "rtl"];

    /// <summary>Serves it until stopped.</summary>
    /// <param name="url">Where the pages are else.</param>
    /// <param name="truth">What is so; its sentences have no values.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(Uri url, StationTruth truth, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(url);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url.ToString());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var systemd = Systemd.Register(builder.Services);
        builder.Services.AddSingleton<IHostedService>(services => new HostedLoop(
            "watchdog", new WatchdogLoop(new LoopRounds(TimeProvider.System), systemd, TimeProvider.System, services.GetRequiredService<ILogger<WatchdogLoop>>()).RunAsync));
        await using var app = builder.Build();
        app.MapOutOfOrder(truth);
        await app.RunAsync(stop);
    }

    /// <summary>Maps it.</summary>
    public static void MapOutOfOrder(this IEndpointRouteBuilder routes, StationTruth truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        string page = Page(truth);
        routes.Map("/{**path}", (RequestDelegate)(context =>
        {
            context.Response.Headers[HeaderNames.RetryAfter] = $"{LookAgainSeconds}";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
            return Results.Text(page, $"{MediaTypeNames.Text.Html}; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }));
    }

    private static string Page(StationTruth truth) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="{LookAgainSeconds}"><title>StationKiosk</title></head>
        <body>
        {string.Join('\n', Enumerable.Range(0, Words.Languages.Count).Select(language =>
            $"<h1 lang=\"{Words.Languages[language]}\" dir=\"{Directions[language]}\">{Text(truth.Sentence, language)} {(truth.Remedy is { } remedy ? Text(remedy, language) : "")}</h1>"))}
        </body></html>
        """;

    private static string Text(Said said, int language) => PanelData.Words.Texts[said.Key][language];
}
