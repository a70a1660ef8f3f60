using System.Formats.Cbor;
using System.Security.Cryptography;
using SimpleBase;

namespace StationKiosk.Protocol.Badges;

/// <summary>
/// The part of a phone badge that a screenshot cannot keep: the phone's ES256 signature (64 bytes, r ‖ s) over the CBOR array
/// [place, minute], where place is the station's id or <c>any</c> and minute counts from 1970 in UTC.
/// </summary>
public static class PhoneCode
{
    /// <summary>The place of a code that is good at every station.</summary>
    public const string AnyStation = "any";

    private const int MinutesTolerance = 1;
    private const int SignatureBytes = 64;

    /// <summary>Adds a fresh phone code to a badge's text.</summary>
    public static string Append(string badgeText, ECDsa phone, string place, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(phone);
        byte[] signature = phone.SignData(Signed(place, Minute(now)), HashAlgorithmName.SHA256);
        return $"{badgeText}.{Base32.Rfc4648.Encode(signature, padding: false)}";
    }

    internal static bool IsFresh(Badge badge, byte[]? signature, StationId station, DateTimeOffset now)
    {
        if (badge.PhoneKey is null)
        {
            return signature is null;
        }

        if (signature is not { Length: SignatureBytes })
        {
            return false;
        }

        using var phone = ECDsa.Create();
        phone.ImportSubjectPublicKeyInfo(badge.PhoneKey, out _);
        return Enumerable.Range(-MinutesTolerance, (2 * MinutesTolerance) + 1)
            .SelectMany(off => new[] { Signed(station.Value, Minute(now) + off), Signed(AnyStation, Minute(now) + off) })
            .Any(signed => phone.VerifyData(signed, signature, HashAlgorithmName.SHA256));
    }

    private static long Minute(DateTimeOffset time) => time.ToUnixTimeSeconds() / 60;

    private static byte[] Signed(string place, long minute)
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartArray(2);
        writer.WriteTextString(place);
        writer.WriteInt64(minute);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
