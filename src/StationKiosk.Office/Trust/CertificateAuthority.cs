using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StationKiosk.Protocol;

namespace StationKiosk.Office.Trust;

/// <summary>
/// The network's own certificate authority (RFC 5280): P-256 keys, one level, no outside trust. It names stations by their common name and
/// servers by their subject alternative names; a station's certificate can never stand for a server, nor a server's for a station.
/// </summary>
public sealed class CertificateAuthority(X509Certificate2 certificate) : IDisposable
{
    /// <summary>How long the authority lasts.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(20 * 365);

    /// <summary>How long a server's certificate lasts; it is renewed at two thirds of it.</summary>
    public static readonly TimeSpan ServerLife = TimeSpan.FromDays(2 * 365);

    /// <summary>Certificates begin this much before now, for clocks that are behind; never more than a tenth of their life.</summary>
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(5);

    /// <summary>What a signer of releases is called: <c>_</c> stands in no station id.</summary>
    public const string ReleasesName = "_releases";

    private static readonly Oid CodeSigningUse = new("1.3.6.1.5.5.7.3.3");
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    /// <summary>The authority's certificate; its key is in it where it can issue.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>Until when a certificate is good.</summary>
    public static DateTimeOffset EndOf(X509Certificate2 other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new DateTimeOffset(other.NotAfter.ToUniversalTime());
    }

    /// <summary>Makes a new one; its name carries a random part, so that two networks are never mistaken for each other.</summary>
    public static CertificateAuthority Create(TimeProvider time)
    {
        using var key = NewKey();
        var request = new CertificateRequest($"CN=StationKiosk network {RandomNumberGenerator.GetHexString(8, lowercase: true)}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return new CertificateAuthority(request.CreateSelfSigned(now - Backdated, now + Life));
    }

    /// <summary>A certificate for a station.</summary>
    /// <param name="station">Its common name.</param>
    /// <param name="publicKey">The station's own key.</param>
    /// <param name="now">From now.</param>
    /// <param name="life">For so long.</param>
    public X509Certificate2 ForStation(StationId station, PublicKey publicKey, DateTimeOffset now, TimeSpan life) =>
        Issue(new CertificateRequest(new X500DistinguishedName($"CN={station}"), publicKey, HashAlgorithmName.SHA256), [ClientUse], now, life);

    /// <summary>A key and certificate for a server with names; with <paramref name="alsoClient"/> it may connect as well.</summary>
    public X509Certificate2 ForServer(string name, IReadOnlyList<string> hosts, bool alsoClient, DateTimeOffset now)
    {
        using var key = NewKey();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        request.CertificateExtensions.Add(names.Build());
        using var issued = Issue(request, alsoClient ? [ServerUse, ClientUse] : [ServerUse], now, ServerLife);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>A key and certificate that sign releases and can do nothing else.</summary>
    public X509Certificate2 ForReleases(DateTimeOffset now)
    {
        using var key = NewKey();
        using var issued = Issue(new CertificateRequest($"CN={ReleasesName}", key, HashAlgorithmName.SHA256), [CodeSigningUse], now, Life);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Whether a certificate was issued by this authority for releases.</summary>
    public bool IsForReleases(X509Certificate2 other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using var chain = NewChain(CodeSigningUse);
        return other.GetNameInfo(X509NameType.SimpleName, forIssuer: false) == ReleasesName && chain.Build(other);
    }

    /// <summary>The list of revoked certificates. It never runs out by itself: an overdue list would lock every station out.</summary>
    public byte[] RevocationList(IEnumerable<(string Serial, DateTimeOffset At)> revoked, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        var builder = new CertificateRevocationListBuilder();
        foreach (var (serial, at) in revoked)
        {
            builder.AddEntry(Convert.FromHexString(serial), at);
        }

        return builder.Build(certificate, new BigInteger(now.ToUnixTimeMilliseconds()), EndOf(certificate), HashAlgorithmName.SHA256);
    }

    /// <summary>Whether a certificate was issued by this authority for a station, whatever its dates; then <paramref name="station"/> is whose.</summary>
    public bool IsStation(X509Certificate2 other, out StationId station)
    {
        ArgumentNullException.ThrowIfNull(other);
        using var chain = NewChain(ClientUse);
        return StationId.TryParse(other.GetNameInfo(X509NameType.SimpleName, forIssuer: false), out station) && chain.Build(other);
    }

    /// <summary>The public key of a PKCS#10 request whose signature proves that the asker holds it.</summary>
    /// <exception cref="FormatException">It is none, or not of a P-256 key.</exception>
    public static PublicKey ReadRequest(string pem)
    {
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
            using var key = request.PublicKey.GetECDsaPublicKey();
            return key?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                ? request.PublicKey
                : throw new FormatException("the certificate request is not of a P-256 key");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new FormatException("the certificate request cannot be read", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => certificate.Dispose();

    private X509Chain NewChain(Oid use)
    {
        var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid,
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(certificate);
        chain.ChainPolicy.ApplicationPolicy.Add(use);
        return chain;
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private X509Certificate2 Issue(CertificateRequest request, IReadOnlyList<Oid> uses, DateTimeOffset now, TimeSpan life)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. uses], critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var backdated = life / 10 < Backdated ? life / 10 : Backdated;
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40); // Positive and of full length, in every reader.
        var end = now + life;
        return request.Create(certificate, now - backdated, end < EndOf(certificate) ? end : EndOf(certificate), serial);
    }
}
