using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StationKiosk.Hosting.Tls;

/// <summary>Judges the certificate that a broker shows, for one connection, and remembers in a sentence why it was refused.</summary>
/// <param name="identity">Whom we trust.</param>
/// <param name="host">The host we connect to.</param>
/// <param name="time">By when to judge.</param>
public sealed class ServerCheck(TlsIdentity identity, string host, JudgingTime time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280, 4.2.1.12

    /// <summary>Why the certificate was refused; null where it was not, or none was shown.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether the certificate is good. Its signature in the handshake is the library's to check.</summary>
    /// <param name="certificate">What the broker showed.</param>
    /// <param name="shown">The chain as the library built it: it holds what else the broker showed.</param>
    /// <param name="errors">What the library found; its own judgement of the chain is not used, for it knows neither our roots nor our clock.</param>
    public bool Accepts(X509Certificate? certificate, X509Chain? shown, SslPolicyErrors errors)
    {
        Fault = certificate is not X509Certificate2 server ? "the broker showed no certificate"
            : identity.Options.CheckHostName && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                ? $"the broker's certificate is for {NamesOf(server)}, not for {host}: Broker:Host has to be the name in the certificate"
            : ChainFault(server, shown);
        return Fault is null;
    }

    private string? ChainFault(X509Certificate2 server, X509Chain? shown)
    {
        var begins = new DateTimeOffset(server.NotBefore.ToUniversalTime());
        var ends = new DateTimeOffset(server.NotAfter.ToUniversalTime());
        var at = time.For(begins, ends);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (identity.Roots is { } roots)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }

        if (shown is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
        }

        return chain.Build(server) ? null
            : at < begins || at > ends ? $"the broker's certificate holds from {Day(begins)} to {Day(ends)}, and today is {Day(at)}: renew it, or set this machine's clock"
            : chain.ChainStatus.Any(status => status.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)
                ? $"the broker's certificate, issued by {server.Issuer}, does not come from {Roots}: the wrong file, or something between answers for the broker, such as a network that wants a login"
            : $"the broker's certificate cannot be used: {chain.ChainStatus.Select(status => status.StatusInformation).FirstOrDefault()}";
    }

    private string Roots => identity.Options.CaFile ?? "a root of this machine";

    private static string NamesOf(X509Certificate2 server)
    {
        var names = server.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString()))).ToList();
        return names.Count > 0 ? string.Join(", ", names) : server.Subject;
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
