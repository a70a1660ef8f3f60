using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StationKiosk.Office.Trust;

namespace StationKiosk.Office.Updates;

/// <summary>
/// Signs releases. Its certificate, of the network's authority, goes with every signature, so a station needs to know the authority alone. The key
/// belongs on a stick in a drawer: whoever has it can run what they like on every station.
/// </summary>
public sealed class ReleaseKey(X509Certificate2 pair) : IDisposable
{
    /// <summary>The file, in a folder of its own.</summary>
    public const string FileName = "release.pem";

    /// <summary>Makes one.</summary>
    /// <exception cref="IOException">There is one already, or it cannot be written.</exception>
    public static string Create(string folder, CertificateAuthority authority, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(authority);
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, FileName);
        using var made = authority.ForReleases(now);
        using var key = made.GetECDsaPrivateKey()!;
        using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        stream.Write(System.Text.Encoding.ASCII.GetBytes($"{key.ExportPkcs8PrivateKeyPem()}\n{made.ExportCertificatePem()}\n"));
        return file;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="IOException">It is not there, or is none.</exception>
    public static ReleaseKey Open(string folder)
    {
        string file = Path.Combine(folder, FileName);
        try
        {
            return new ReleaseKey(X509Certificate2.CreateFromPemFile(file));
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"{file} cannot be read: {e.Message} station-office update key makes it", e);
        }
    }

    /// <summary>The signature of a file, with the signer's certificate: PEM.</summary>
    public string Sign(Stream release)
    {
        using var key = pair.GetECDsaPrivateKey()!;
        byte[] signature = key.SignData(release, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return $"{pair.ExportCertificatePem()}\n{PemEncoding.WriteString("SIGNATURE", signature)}\n";
    }

    /// <summary>Whether a signature is of this file, and of a signer that the authority made: what a station asks as well.</summary>
    public static bool IsGood(Stream release, string signature, CertificateAuthority authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        try
        {
            using var signer = X509Certificate2.CreateFromPem(signature);
            using var key = signer.GetECDsaPublicKey();
            byte[] signed = SignatureIn(signature);
            return authority.IsForReleases(signer) && key is not null && key.VerifyData(release, signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[] SignatureIn(string pem)
    {
        int at = pem.IndexOf("-----BEGIN SIGNATURE", StringComparison.Ordinal);
        var rest = pem.AsSpan(Math.Max(at, 0));
        return Convert.FromBase64String(rest[PemEncoding.Find(rest).Base64Data].ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => pair.Dispose();
}
