using System.Security.Cryptography;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Badges;

/// <summary>Where a new key pair was written.</summary>
/// <param name="Kid">Its key id.</param>
/// <param name="PrivateFile">Stays with the issuer.</param>
/// <param name="PublicFile">Goes to every office that is to know the issuer's badges.</param>
public sealed record IssuerKeyPair(string Kid, string PrivateFile, string PublicFile);

/// <summary>
/// Issuer keys as PEM files (RFC 7468): <c>issuer-KID.key.pem</c>, PKCS#8, readable by its owner only, and <c>issuer-KID.pub.pem</c>,
/// SubjectPublicKeyInfo. What is not such a key is a <see cref="FormatException"/> that names the file.
/// </summary>
public static class IssuerKeyFiles
{
    /// <summary>Which files of a folder are public keys.</summary>
    public const string PublicFiles = "*.pub.pem";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everyone = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes a key pair in a folder, which is made too where it is not there. No file is ever overwritten.</summary>
    public static IssuerKeyPair Create(string folder)
    {
        Directory.CreateDirectory(folder);
        using var key = IssuerKeys.Create();
        string kid = IssuerKeys.Kid(key);
        var pair = new IssuerKeyPair(kid, Path.Combine(folder, $"issuer-{kid}.key.pem"), Path.Combine(folder, $"issuer-{kid}.pub.pem"));
        Write(pair.PrivateFile, key.ExportPkcs8PrivateKeyPem(), OwnerOnly);
        Write(pair.PublicFile, key.ExportSubjectPublicKeyInfoPem(), Everyone);
        return pair;
    }

    /// <summary>Reads an issuer's private key; the caller disposes of it.</summary>
    public static ECDsa ReadPrivate(string file)
    {
        var key = Read(file);
        try
        {
            CryptographicOperations.ZeroMemory(key.ExportPkcs8PrivateKey());
            return key;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            key.Dispose();
            throw new FormatException($"{Arguments.Shown(file)} holds no private key; give the issuer-….key.pem that badge keygen made", e);
        }
    }

    /// <summary>Reads one public key.</summary>
    public static IssuerKey ReadPublic(string file)
    {
        using var key = Read(file);
        return IssuerKeys.Publish(key);
    }

    /// <summary>Reads every <c>*.pub.pem</c> of a folder, in order of name.</summary>
    public static IReadOnlyList<IssuerKey> ReadFolder(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, PublicFiles).Order(StringComparer.Ordinal).Select(ReadPublic)]
        : throw new FormatException($"key folder {Arguments.Shown(folder)} is not there; make it and put the issuers' {PublicFiles} files into it");

    private static ECDsa Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new FormatException($"key file {Arguments.Shown(file)} is not there; badge keygen makes one");
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            using (IssuerKeys.Import(IssuerKeys.Publish(key)))
            {
                return key;
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or FormatException or PlatformNotSupportedException)
        {
            key.Dispose();
            throw new FormatException($"{Arguments.Shown(file)} is not a P-256 key in an unencrypted PEM file; badge keygen makes one", e);
        }
    }

    private static void Write(string file, string pem, UnixFileMode mode)
    {
        using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        stream.Write(System.Text.Encoding.ASCII.GetBytes($"{pem}\n"));
        stream.Flush(flushToDisk: true);
    }
}
