using StationKiosk.Office.Storage;
using StationKiosk.Office.Trust;
using StationKiosk.Protocol.Trust;

namespace StationKiosk.Office.Updates;

/// <summary>Where stations ask for their release, on the enrolment port and with their certificate. docs/PROTOCOL.md, Updates.</summary>
public sealed class ReleaseEndpoint(TrustDesk desk, ReleaseShelf shelf, ILogger log)
{
    /// <summary>Adds the three addresses.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/update", (RequestDelegate)(http => Answer(http, file => http.Response.WriteAsJsonAsync(
            new UpdateOffer(Path.GetFileName(file).Split('_')[1]), EnrolmentJson.Default.UpdateOffer, cancellationToken: http.RequestAborted))));
        routes.MapGet("/update/release.deb", (RequestDelegate)(http => Answer(http, file => Send(http, file))));
        routes.MapGet("/update/release.deb.sig", (RequestDelegate)(http => Answer(http, file => Send(http, $"{file}.sig"))));
    }

    private async Task Answer(HttpContext http, Func<string, Task> answer)
    {
        try
        {
            string station = desk.SpeakerOf(http.Connection.ClientCertificate);
            if (shelf.For(station, http.Request.Query["architecture"].ToString()) is { } file)
            {
                await answer(file);
            }
            else
            {
                http.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        }
        catch (TrustRefusedException e)
        {
            log.LogWarning("{Path} from {Remote} turned down: {Why}", http.Request.Path, http.Connection.RemoteIpAddress, e.Message);
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        catch (Exception e) when (e is IOException or StoreUnavailableException)
        {
            log.LogError("no release can be given out now: {Why}", e.Message);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    /// <summary>A part of it too: a station goes on where its network broke off.</summary>
    private static Task Send(HttpContext http, string file) => TypedResults.PhysicalFile(file, "application/octet-stream", enableRangeProcessing: true).ExecuteAsync(http);
}
