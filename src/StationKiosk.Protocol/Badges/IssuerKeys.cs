using System.Formats.Cbor;
using System.Security.Cryptography;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Badges;

/// <summary>Issuer keys: P-256, named by the start of their COSE key thumbprint.</summary>
public static class IssuerKeys
{
    private const int KidLength = 8;

    /// <summary>A new P-256 key pair.</summary>
    public static ECDsa Create() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The key id in lower-case hex: the first 8 bytes of the SHA-256 COSE thumbprint (RFC 9679, section 4).</summary>
    /// <exception cref="ArgumentException">The key is not on P-256.</exception>
    public static string Kid(ECDsa key) => Convert.ToHexStringLower(KidBytes(key));

    /// <summary>The key as the network's list carries it.</summary>
    public static IssuerKey Publish(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new IssuerKey(Kid(key), Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Reads a key of the network's list.</summary>
    /// <exception cref="FormatException">It is not a P-256 key, or not the one its id names.</exception>
    public static ECDsa Import(IssuerKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var imported = ECDsa.Create();
        try
        {
            imported.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key.Spki), out _);
            if (Kid(imported) == key.Kid)
            {
                return imported;
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException or PlatformNotSupportedException)
        {
            // A curve that OpenSSL does not know is "not supported". Falls through to the one error below.
        }

        imported.Dispose();
        throw new FormatException($"issuer key '{key.Kid}' is not a P-256 public key with that id");
    }

    internal static byte[] KidBytes(ECDsa key) => SHA256.HashData(CoseKey(key))[..KidLength];

    /// <summary>The required members of an EC2 COSE_Key (RFC 9053, section 7.1.1) in deterministic order.</summary>
    /// <exception cref="ArgumentException">The key is not on P-256.</exception>
    internal static byte[] CoseKey(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (!parameters.Curve.IsNamed || parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            throw new ArgumentException("not a key on the curve P-256", nameof(key));
        }

        const int KeyType = 1, Ec2 = 2, Curve = -1, P256 = 1, X = -2, Y = -3;
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(4);
        writer.WriteInt32(KeyType);
        writer.WriteInt32(Ec2);
        writer.WriteInt32(Curve);
        writer.WriteInt32(P256);
        writer.WriteInt32(X);
        writer.WriteByteString(parameters.Q.X!);
        writer.WriteInt32(Y);
        writer.WriteByteString(parameters.Q.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }
}
