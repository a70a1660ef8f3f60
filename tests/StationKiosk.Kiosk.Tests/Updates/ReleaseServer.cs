using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using StationKiosk.Protocol.Trust;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Updates;

/// <summary>An office that offers one release over TLS, as docs/PROTOCOL.md says, and whose answer breaks off or stops where a test wants it.</summary>
internal sealed class ReleaseServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReleaseServer(WebApplication app) => _app = app;

    public string Version { get; set; } = "2.0.0";

    public byte[] Package { get; set; } = [];

    /// <summary>The next answer ends after so many bytes of the package; null: not at all.</summary>
    public int? BreaksOffAfter { get; set; }

    /// <summary>The next answer says nothing any more after so many bytes; null: it goes on.</summary>
    public int? StopsAfter { get; set; }

    /// <summary>From which byte on the package was asked for, each time.</summary>
    public List<long> AskedFrom { get; } = [];

    public int Asked { get; private set; }

    public int Port => new Uri(_app.Urls.First()).Port;

    public static async Task<ReleaseServer> StartAsync(TestCertificates authority, TempFolder folder)
    {
        var (certificate, key) = authority.Server("office");
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
        // A key from PEM alone is one that TLS cannot use on every platform.
        var pair = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(LoopbackPort.Free(), listen => listen.UseHttps(pair)));
        var server = new ReleaseServer(builder.Build());
        server._app.MapGet("/update", (RequestDelegate)server.OfferAsync);
        server._app.MapGet("/update/release.deb.sig", (RequestDelegate)(http => http.Response.WriteAsync("a signature")));
        server._app.MapGet("/update/release.deb", (RequestDelegate)server.SendAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private Task OfferAsync(HttpContext http)
    {
        Asked++;
        return http.Response.WriteAsJsonAsync(new UpdateOffer(Version), EnrolmentJson.Default.UpdateOffer);
    }

    private async Task SendAsync(HttpContext http)
    {
        long from = http.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0;
        AskedFrom.Add(from);
        if (from >= Package.Length && from > 0)
        {
            http.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        http.Response.StatusCode = from > 0 ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        http.Response.ContentLength = Package.Length - from;
        var (breaksOff, stops) = (BreaksOffAfter, StopsAfter);
        (BreaksOffAfter, StopsAfter) = (null, null);
        int length = breaksOff ?? stops ?? (int)(Package.Length - from);
        await http.Response.Body.WriteAsync(Package.AsMemory((int)from, length), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        if (breaksOff is not null)
        {
            http.Abort();
        }
        else if (stops is not null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        }
    }
}
