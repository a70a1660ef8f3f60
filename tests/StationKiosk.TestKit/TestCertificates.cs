using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StationKiosk.TestKit;

/// <summary>A certificate authority of a test's own, and certificates of it as PEM files in a folder.</summary>
public sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly string _folder;

    /// <param name="folder">Where the files go.</param>
    /// <param name="name">The authority's name; also its file's.</param>
    public TestCertificates(string folder, string name = "ca")
    {
        _folder = folder;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        CaFile = Path.Combine(folder, $"{name}.pem");
        File.WriteAllText(CaFile, _authority.ExportCertificatePem());
    }

    public string CaFile { get; }

    /// <summary>Issues a broker's certificate for 127.0.0.1 and a name.</summary>
    public (string Certificate, string Key) Server(string file, DateTimeOffset? begins = null, DateTimeOffset? ends = null, string host = "localhost", bool loopback = true)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (loopback)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        return Issue(file, host, ServerAuthentication, names.Build(), begins, ends);
    }

    /// <summary>Issues a station's certificate.</summary>
    public (string Certificate, string Key) Client(string file, string commonName, DateTimeOffset? ends = null) =>
        Issue(file, commonName, ClientAuthentication, names: null, begins: null, ends);

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }

    private (string Certificate, string Key) Issue(string file, string commonName, string purpose, X509Extension? names, DateTimeOffset? begins, DateTimeOffset? ends)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(_authority, begins ?? now.AddDays(-1), ends ?? now.AddDays(90), RandomNumberGenerator.GetBytes(16));
        string path = Path.Combine(_folder, $"{file}.pem"), keyPath = Path.Combine(_folder, $"{file}.key.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (path, keyPath);
    }
}
