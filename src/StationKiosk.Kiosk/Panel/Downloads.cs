using System.IO.Compression;
using System.Text;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Panel.Login;

namespace StationKiosk.Kiosk.Panel;

/// <summary>What a manager may take away: <c>/visits.csv</c> and <c>/diagnostics.zip</c>. Neither holds pseudonyms, badges, names or secrets.</summary>
public static class Downloads
{
    /// <summary>Visits of <c>/visits.csv</c> reach back this far.</summary>
    public static readonly TimeSpan VisitsReach = TimeSpan.FromDays(30);

    /// <summary>Most of them; the newest are kept.</summary>
    public const int VisitsMax = 100_000;

    /// <summary>Maps both.</summary>
    /// <param name="routes">The program's routes.</param>
    /// <param name="journal">Where the visits are.</param>
    /// <param name="data">What the page shows.</param>
    /// <param name="settings">The settings in words, without secrets.</param>
    /// <param name="guard">Who may take them.</param>
    /// <param name="time">Now.</param>
    public static void MapDownloads(this IEndpointRouteBuilder routes, EventJournal journal, PanelData data, string settings, PanelGuard guard, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(guard);
        routes.MapGet("/visits.csv", (HttpContext http) => guard.MayTake(http) ? Visits(journal, time) : PanelApi.Forbidden());
        routes.MapGet("/diagnostics.zip", (HttpContext http) => guard.MayTake(http) ? Diagnostics(data, settings) : PanelApi.Forbidden());
    }

    private static IResult Visits(EventJournal journal, TimeProvider time)
    {
        try
        {
            var visits = journal.ReadVisits(time.GetUtcNow() - VisitsReach, DateTimeOffset.MaxValue, VisitsMax);
            using var text = new StringWriter { NewLine = "\r\n" };
            VisitText.Write(visits.Reverse(), VisitText.Csv, text);
            byte[] bytes = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())]; // with a preamble a spreadsheet takes it for UTF-8
            return Results.File(bytes, "text/csv; charset=utf-8", "visits.csv");
        }
        catch (IOException e)
        {
            return PanelApi.Error(e.Message, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IResult Diagnostics(PanelData data, string settings)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "status.json", PanelJson.Bytes(data.Status(), PanelJson.Default.StatusBody));
            Add(zip, "metrics.txt", Encoding.UTF8.GetBytes(data.Metrics()));
            Add(zip, "settings.txt", Encoding.UTF8.GetBytes(settings));
        }

        return Results.File(bytes.ToArray(), "application/zip", "diagnostics.zip");
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }
}
