using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StationKiosk.Hosting.Tls;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Trust;

namespace StationKiosk.Kiosk.Trust;

/// <summary>Asks the office for a certificate, with a code the first time and with the one in hand after that. docs/PROTOCOL.md, Enrolment.</summary>
/// <param name="clock">By which the office's certificate is judged.</param>
/// <param name="floor">The clock is certainly not before this, whatever it says.</param>
public sealed class EnrolmentClient(KioskClock clock, Func<DateTimeOffset> floor)
{
    /// <summary>Longest wait for an answer.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of an answer; a certificate has some 1000.</summary>
    public const int AnswerBytesMax = 64 * 1024;

    /// <summary>
    /// The authority's certificate, as PEM. It comes over a connection that proves nothing, and is believed only because its fingerprint is the
    /// code's; the secret is never sent over that connection.
    /// </summary>
    /// <exception cref="EnrolmentException">No answer, or another authority's.</exception>
    public async Task<string> AuthorityAsync(EnrolmentCode code, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(code);
        string pem = await AskAsync(new OfficeAddress(code.Host, code.Port), Unproven(), http => http.GetStringAsync(new Uri("/ca.pem", UriKind.Relative), stop));
        try
        {
            using var authority = X509Certificate2.CreateFromPem(pem);
            if (CryptographicOperations.FixedTimeEquals(EnrolmentCode.Fingerprint(authority.RawData), code.Authority))
            {
                return authority.ExportCertificatePem();
            }
        }
        catch (CryptographicException)
        {
            // Something else answered: the same as another authority.
        }

        throw new EnrolmentException($"{code.Host}:{code.Port} is not the office that made this code: nothing was sent to it. Look at the network, or ask the office for a new code");
    }

    /// <summary>Uses the code up for a certificate.</summary>
    /// <exception cref="EnrolmentException">The office said no, or could not be asked.</exception>
    public Task<StationCertificate> EnrolAsync(EnrolmentCode code, TlsIdentity trust, string request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(code);
        return PostAsync(
            new OfficeAddress(code.Host, code.Port), trust, "/enrol", new EnrolmentRequest(Convert.ToBase64String(code.Secret), request), EnrolmentJson.Default.EnrolmentRequest, stop);
    }

    /// <summary>The next certificate, by the one that <paramref name="identity"/> has.</summary>
    /// <exception cref="EnrolmentException">The office said no, or could not be asked.</exception>
    public Task<StationCertificate> RenewAsync(OfficeAddress office, TlsIdentity identity, string request, CancellationToken stop) =>
        PostAsync(office, identity, "/renew", new RenewalRequest(request), EnrolmentJson.Default.RenewalRequest, stop);

    /// <summary>Asks the office for whatever it has for this station, over a connection in which both sides have proven themselves.</summary>
    /// <exception cref="EnrolmentException">It could not be asked.</exception>
    public Task<T> AskAsync<T>(OfficeAddress office, TlsIdentity identity, Func<HttpClient, Task<T>> ask)
    {
        var (tls, check) = Proven(office, identity);
        return AskAsync(office, tls, ask, () => check.Fault);
    }

    private Task<StationCertificate> PostAsync<T>(OfficeAddress office, TlsIdentity identity, string path, T body, JsonTypeInfo<T> type, CancellationToken stop) =>
        AskAsync(office, identity, async http =>
        {
            using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, type, stop);
            if (!answer.IsSuccessStatusCode)
            {
                var problem = await answer.Content.ReadFromJsonAsync(EnrolmentJson.Default.EnrolmentProblem, stop);
                throw new EnrolmentException($"the office says: {problem?.Title ?? answer.StatusCode.ToString()}");
            }

            return await answer.Content.ReadFromJsonAsync(EnrolmentJson.Default.StationCertificate, stop) ?? throw new JsonException("the answer is null");
        });

    private (SslClientAuthenticationOptions Tls, ServerCheck Check) Proven(OfficeAddress office, TlsIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(office);
        ArgumentNullException.ThrowIfNull(identity);
        var now = clock.Now();
        var check = new ServerCheck(identity, office.Host, new JudgingTime(now.Time, floor(), now.Quality == ClockQuality.Synced));
        var tls = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Accepts(certificate, chain, errors),
            ClientCertificateContext = identity.Certificate is { } own ? SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true) : null,
        };
        return (tls, check);
    }

    private static async Task<T> AskAsync<T>(OfficeAddress office, SslClientAuthenticationOptions tls, Func<HttpClient, Task<T>> ask, Func<string?>? fault = null)
    {
        using var handler = new SocketsHttpHandler { SslOptions = tls, UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"https://{office}"), Timeout = AnswerWithin, MaxResponseContentBufferSize = AnswerBytesMax };
        try
        {
            return await ask(http);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or IOException)
        {
            throw new EnrolmentException($"the office at {office} cannot be asked: {fault?.Invoke() ?? (e is IOException ? e : e.InnerException ?? e).Message}", e);
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "Nothing is believed of this connection: what comes over it is held against the code's fingerprint, and nothing goes out.")]
    private static SslClientAuthenticationOptions Unproven() => new() { RemoteCertificateValidationCallback = (_, _, _, _) => true };
}
