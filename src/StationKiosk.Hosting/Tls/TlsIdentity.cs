using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StationKiosk.Hosting.Tls;

/// <summary>The certificate files as they are now: whom we trust, and who we are. For one connection.</summary>
public sealed class TlsIdentity : IDisposable
{
    private TlsIdentity(TlsOptions options, X509Certificate2Collection? roots, X509Certificate2? certificate) =>
        (Options, Roots, Certificate) = (options, roots, certificate);

    /// <summary>What it was read from.</summary>
    public TlsOptions Options { get; }

    /// <summary>The roots that the broker's certificate has to come from; null for those of the system.</summary>
    public X509Certificate2Collection? Roots { get; }

    /// <summary>Our certificate with its key; null where none is used.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>When our certificate ends; null where none is used.</summary>
    public DateTimeOffset? Expires => Certificate is null ? null : new DateTimeOffset(Certificate.NotAfter.ToUniversalTime());

    /// <summary>Reads the files.</summary>
    /// <exception cref="TlsException">One of them cannot be used.</exception>
    public static TlsIdentity Load(TlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var roots = options.CaFile is { } ca ? Read("CaFile", ca, RootsOf) : null;
        var certificate = options is { CertificateFile: { } file, KeyFile: { } key }
            ? Read("CertificateFile", file, _ => Read("KeyFile", key, _ => X509Certificate2.CreateFromPemFile(file, key)))
            : null;
        return new TlsIdentity(options, roots, certificate);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate?.Dispose();
        foreach (var root in Roots ?? [])
        {
            root.Dispose();
        }
    }

    private static X509Certificate2Collection RootsOf(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots.Count > 0 ? roots : throw new CryptographicException("it holds no certificate");
    }

    private static T Read<T>(string setting, string file, Func<string, T> read)
    {
        if (!File.Exists(file))
        {
            throw new TlsException($"Broker:Tls:{setting}: there is no file {file}");
        }

        try
        {
            return read(file);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new TlsException($"Broker:Tls:{setting}: {file} cannot be used: {e.Message}", e);
        }
    }
}
