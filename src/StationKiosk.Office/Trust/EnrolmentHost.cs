using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Updates;
using StationKiosk.Protocol.Trust;

namespace StationKiosk.Office.Trust;

/// <summary>
/// Where devices enrol and stations renew: an HTTPS server of its own, so that nothing else of the office is ever on this port. A device trusts
/// it by the authority's fingerprint in its code, and proves itself by the code's secret; a station proves itself by its certificate.
/// </summary>
public sealed class EnrolmentHost(TrustDesk desk, TrustFolder folder, TrustOptions options, TimeProvider time, ILogger<EnrolmentHost> log) : IHostedService, IAsyncDisposable
{
    /// <summary>Bytes of a request's body; a certificate request has some 500.</summary>
    public const int BodyBytesMax = 16 * 1024;

    /// <summary>Connections at a time; more wait.</summary>
    public const int ConnectionsMax = 200;

    /// <summary>Turned down that many times in a minute, everybody waits for the next: a code of 128 bits is not guessed, but the log stays short.</summary>
    public const int RefusalsPerMinuteMax = 60;

    private static readonly TimeSpan CertificateReadEvery = TimeSpan.FromDays(1);

    private WebApplication? _app;
    private X509Certificate2? _office;
    private long _readAt;
    private int _refusals;
    private long _minute;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        desk.PublishRevocations();
        Current();
        int port = folder.ReadNetwork().EnrolmentPort;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, port));
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/ca.pem", (RequestDelegate)SayAuthority);
        app.MapPost("/enrol", (RequestDelegate)(http => Answer(http, EnrolmentJson.Default.EnrolmentRequest, Enrol)));
        app.MapPost("/renew", (RequestDelegate)(http => Answer(http, EnrolmentJson.Default.RenewalRequest, Renew)));
        new ReleaseEndpoint(desk, ReleaseShelf.Of(folder), log).Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new IOException($"stations cannot enrol at port {port}: {e.Message}", e);
        }

        _app = app;
        log.LogInformation("stations enrol and renew at port {Port}; certificates last {Life}", port, options.StationLife);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _office?.Dispose();
    }

    /// <summary>The office's certificate, read again once a day: it is renewed while the office runs.</summary>
    private X509Certificate2 Current()
    {
        if (_office is null || time.GetElapsedTime(_readAt) > CertificateReadEvery)
        {
            _office = folder.OpenOffice();
            _readAt = time.GetTimestamp();
        }

        return _office;
    }

    private void Listen(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        kestrel.ListenAnyIP(port, listen => listen.UseHttps(https =>
        {
            https.ServerCertificateSelector = (_, _) => Current();
            https.SslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            // The desk judges it: one that has run out may still be good for a readmission.
            https.ClientCertificateValidation = (_, _, _) => true;
        }));
    }

    /// <summary>The authority's certificate, for a device to hold against its code's fingerprint.</summary>
    private async Task SayAuthority(HttpContext http)
    {
        using var authority = folder.OpenCaCertificate();
        http.Response.ContentType = "application/x-pem-file";
        await http.Response.WriteAsync(authority.ExportCertificatePem() + "\n", http.RequestAborted);
    }

    private StationCertificate Enrol(HttpContext http, EnrolmentRequest request)
    {
        Span<byte> secret = stackalloc byte[EnrolmentCode.SecretBytes];
        if (!Convert.TryFromBase64String(request.Secret, secret, out int length) || length != EnrolmentCode.SecretBytes)
        {
            throw new FormatException("the secret is not 16 bytes in base64");
        }

        var enrolled = desk.Enrol(secret.ToArray(), request.Request);
        log.LogInformation("station {Station} was enrolled from {Remote}; certificates before this one are revoked", enrolled.Station, http.Connection.RemoteIpAddress);
        return enrolled;
    }

    private StationCertificate Renew(HttpContext http, RenewalRequest request)
    {
        var current = http.Connection.ClientCertificate ?? throw new TrustRefusedException("no client certificate; a station renews with the one it has");
        var renewed = desk.Renew(current, request.Request);
        log.LogInformation("station {Station} renewed its certificate", renewed.Station);
        return renewed;
    }

    private async Task Answer<T>(HttpContext http, JsonTypeInfo<T> type, Func<HttpContext, T, StationCertificate> act)
    {
        try
        {
            var request = await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted) ?? throw new FormatException("the request is null");
            if (IsOverrun())
            {
                await Refuse(http, StatusCodes.Status429TooManyRequests, "too many requests were turned down; try again in a minute");
                return;
            }

            await http.Response.WriteAsJsonAsync(act(http, request), EnrolmentJson.Default.StationCertificate, cancellationToken: http.RequestAborted);
        }
        catch (TrustRefusedException e)
        {
            CountRefusal();
            log.LogWarning("{Path} from {Remote} turned down: {Why}", http.Request.Path, http.Connection.RemoteIpAddress, e.Message);
            await Refuse(http, StatusCodes.Status403Forbidden, e.Message);
        }
        catch (Exception e) when (e is FormatException or JsonException or Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, $"the request cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException)
        {
            log.LogError("nobody can enrol now: {Why}", e.Message);
            await Refuse(http, StatusCodes.Status503ServiceUnavailable, "the office cannot store it now; try again later");
        }
    }

    private bool IsOverrun() => time.GetUtcNow().ToUnixTimeSeconds() / 60 == Volatile.Read(ref _minute) && Volatile.Read(ref _refusals) >= RefusalsPerMinuteMax;

    private void CountRefusal()
    {
        long minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        if (Interlocked.Exchange(ref _minute, minute) != minute)
        {
            Volatile.Write(ref _refusals, 0);
        }

        Interlocked.Increment(ref _refusals);
    }

    private static Task Refuse(HttpContext http, int status, string title)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new EnrolmentProblem(status, title), EnrolmentJson.Default.EnrolmentProblem, "application/problem+json", http.RequestAborted);
    }
}
