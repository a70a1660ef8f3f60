using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace StationKiosk.Kiosk.Trust;

/// <summary>
/// Who this device is: <c>identity/station.pem</c> in the data folder, its key and its certificate in one file, so that a power cut can never leave
/// one without the other. Readable by its owner only; the key was made here and leaves this file never.
/// </summary>
public sealed class StationIdentity(string dataFolder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.Combine(dataFolder, "identity");

    /// <summary>Key and certificate.</summary>
    public string PairFile => Path.Combine(Folder, "station.pem");

    /// <summary>The certificate of the network's authority.</summary>
    public string CaFile => Path.Combine(Folder, "ca.pem");

    /// <summary>A new key, for this device alone.</summary>
    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A certificate request (PKCS#10, PEM) that proves the key; the office gives the name.</summary>
    public static string RequestFor(ECDsa key) => new CertificateRequest("CN=station", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    /// <summary>Keeps a certificate with its key; on return they are on disk, and the pair before is gone.</summary>
    /// <exception cref="CryptographicException">The certificate is not of this key.</exception>
    public X509Certificate2 Keep(ECDsa key, string certificatePem)
    {
        ArgumentNullException.ThrowIfNull(key);
        string pair = $"{key.ExportPkcs8PrivateKeyPem()}\n{certificatePem.Trim()}\n";
        var certificate = X509Certificate2.CreateFromPem(pair, pair);
        Write(PairFile, pair);
        return certificate;
    }

    /// <summary>Keeps the authority's certificate.</summary>
    public void KeepAuthority(string pem) => Write(CaFile, pem.Trim() + "\n");

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
        string fresh = file + ".new";
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
    }
}
