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
            if (IsP256(imported) && Kid(imported) == key.Kid)
            {
                return imported;
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // Falls through to the one error below.
        }

        imported.Dispose();
        throw new FormatException($"issuer key '{key.Kid}' is not a P-256 public key with that id");
    }

    internal static bool IsP256(ECDsa key) => key.KeySize == 256
        && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;

    internal static byte[] KidBytes(ECDsa key) => SHA256.HashData(CoseKey(key.ExportParameters(includePrivateParameters: false).Q))[..KidLength];

    /// <summary>The required members of an EC2 COSE_Key (RFC 9053, section 7.1.1) in deterministic order.</summary>
    internal static byte[] CoseKey(ECPoint point)
    {
        const int KeyType = 1, Ec2 = 2, Curve = -1, P256 = 1, X = -2, Y = -3;
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(4);
        writer.WriteInt32(KeyType);
        writer.WriteInt32(Ec2);
        writer.WriteInt32(Curve);
        writer.WriteInt32(P256);
        writer.WriteInt32(X);
        writer.WriteByteString(point.X!);
        writer.WriteInt32(Y);
        writer.WriteByteString(point.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }
}
