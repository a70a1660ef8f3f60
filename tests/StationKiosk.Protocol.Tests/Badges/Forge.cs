using System.Formats.Cbor;
using System.Security.Cryptography;
using SimpleBase;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Protocol.Tests.Badges;

/// <summary>Builds COSE_Sign1 structures by hand, right ones and every kind of wrong one, so that the code under test never judges its own work.</summary>
internal static class Forge
{
    public const int Es256 = -7, Es384 = -35;

    private const int Algorithm = 1, Critical = 2, KeyIdentifier = 4;

    /// <summary>A text whose payload is <paramref name="claims"/>, validly signed.</summary>
    public static string Text(ECDsa key, Action<CborWriter> claims, string prefix = BadgeText.Prefix) =>
        prefix + Base32.Rfc4648.Encode(Sign1(key, Header(key), Cbor(claims)), padding: false);

    public static string Text(byte[] bytes, string prefix = BadgeText.Prefix) => prefix + Base32.Rfc4648.Encode(bytes, padding: false);

    public static byte[] Bytes(string text, string prefix = BadgeText.Prefix) => Base32.Rfc4648.Decode(text.AsSpan(prefix.Length)).ToArray();

    /// <summary>A COSE_Sign1 (RFC 9052, section 4.2), its signature over the Sig_structure of section 4.4.</summary>
    public static byte[] Sign1(ECDsa key, byte[] header, byte[]? payload, bool tagged = true, Action<CborWriter>? unprotected = null, HashAlgorithmName? hash = null)
    {
        byte[] toSign = Cbor(writer =>
        {
            writer.WriteStartArray(4);
            writer.WriteTextString("Signature1");
            writer.WriteByteString(header);
            writer.WriteByteString([]);
            writer.WriteByteString(payload ?? []);
            writer.WriteEndArray();
        });
        return Cbor(writer =>
        {
            if (tagged)
            {
                writer.WriteTag((CborTag)18);
            }

            writer.WriteStartArray(4);
            writer.WriteByteString(header);
            (unprotected ?? Map())(writer);
            if (payload is null)
            {
                writer.WriteNull();
            }
            else
            {
                writer.WriteByteString(payload);
            }

            writer.WriteByteString(key.SignData(toSign, hash ?? HashAlgorithmName.SHA256));
            writer.WriteEndArray();
        });
    }

    /// <summary>A protected header.</summary>
    public static byte[] Header(ECDsa key, int? algorithm = Es256, bool kid = true, string? critical = null) => Cbor(writer =>
    {
        writer.WriteStartMap(null);
        if (algorithm is { } number)
        {
            writer.WriteInt32(Algorithm);
            writer.WriteInt32(number);
        }

        if (critical is not null)
        {
            writer.WriteInt32(Critical);
            writer.WriteStartArray(1);
            writer.WriteTextString(critical);
            writer.WriteEndArray();
        }

        if (kid)
        {
            writer.WriteInt32(KeyIdentifier);
            writer.WriteByteString(Convert.FromHexString(IssuerKeys.Kid(key)));
        }

        if (critical is not null)
        {
            writer.WriteTextString(critical);
            writer.WriteBoolean(value: true);
        }

        writer.WriteEndMap();
    });

    /// <summary>A badge's claims, right but for what <paramref name="change"/> does to them.</summary>
    public static Action<CborWriter> Claims(Action<Dictionary<object, Action<CborWriter>>>? change = null)
    {
        var claims = new Dictionary<object, Action<CborWriter>>
        {
            [2] = w => w.WriteTextString("K7PQ2WXMEJ5RTA3N"),
            [4] = w => w.WriteInt64(1_793_491_200),
            [6] = w => w.WriteInt64(1_761_955_200),
            [7] = w => w.WriteByteString([1, 2, 3, 4, 5, 6, 7, 8]),
            [-70001] = w => w.WriteInt32(1),
        };
        change?.Invoke(claims);
        return Map([.. claims.Select(pair => (pair.Key, pair.Value))]);
    }

    public static Action<CborWriter> Map(params (object Key, Action<CborWriter> Value)[] pairs) => writer =>
    {
        writer.WriteStartMap(pairs.Length);
        foreach (var (key, value) in pairs)
        {
            if (key is string text)
            {
                writer.WriteTextString(text);
            }
            else
            {
                writer.WriteInt32((int)key);
            }

            value(writer);
        }

        writer.WriteEndMap();
    };

    public static byte[] Cbor(Action<CborWriter> write)
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        write(writer);
        return writer.Encode();
    }
}
