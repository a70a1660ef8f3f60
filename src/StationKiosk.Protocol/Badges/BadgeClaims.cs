using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using System.Security.Cryptography;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Badges;

/// <summary>A badge's claims as a CWT (RFC 8392): <c>sub</c> 2, <c>exp</c> 4, <c>iat</c> 6, <c>cti</c> 7, <c>cnf</c> 8 (RFC 8747), category −70001.</summary>
internal static class BadgeClaims
{
    private const int Sub = 2, Exp = 4, Iat = 6, Cti = 7, Cnf = 8, CategoryClaim = -70001;
    private const int CnfCoseKey = 1, Ec2X = -2, Ec2Y = -3, CoordinateBytes = 32;

    public static byte[] Write(Badge badge)
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(badge.PhoneKey is null ? 5 : 6);
        writer.WriteInt32(Sub);
        writer.WriteTextString(badge.Subject);
        writer.WriteInt32(Exp);
        writer.WriteInt64(badge.ExpiresAt.ToUnixTimeSeconds());
        writer.WriteInt32(Iat);
        writer.WriteInt64(badge.IssuedAt.ToUnixTimeSeconds());
        writer.WriteInt32(Cti);
        writer.WriteByteString(Convert.FromHexString(badge.Id));
        writer.WriteInt32(CategoryClaim);
        writer.WriteInt32((int)badge.Category);
        if (badge.PhoneKey is { } phoneKey)
        {
            writer.WriteInt32(Cnf);
            WriteConfirmation(writer, phoneKey);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    public static bool TryRead(byte[] payload, [NotNullWhen(true)] out Badge? badge)
    {
        try
        {
            badge = Read(new CborReader(payload, CborConformanceMode.Strict));
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException or ArgumentException or CryptographicException)
        {
            badge = null;
        }

        return badge is not null;
    }

    private static Badge? Read(CborReader reader)
    {
        string? subject = null, id = null;
        long? issued = null, expires = null;
        int? category = null;
        byte[]? phoneKey = null;
        for (reader.ReadStartMap(); reader.PeekState() != CborReaderState.EndMap;)
        {
            switch (ReadLabel(reader))
            {
                case Sub: subject = reader.ReadTextString(); break;
                case Exp: expires = reader.ReadInt64(); break;
                case Iat: issued = reader.ReadInt64(); break;
                case Cti: id = Convert.ToHexStringLower(reader.ReadByteString()); break;
                case Cnf: phoneKey = ReadConfirmation(reader); break;
                case CategoryClaim: category = reader.ReadInt32(); break;
                default: reader.SkipValue(); break;
            }
        }

        reader.ReadEndMap();
        bool complete = Badge.IsSubject(subject) && Badge.IsId(id) && issued is not null && expires > issued && category is not null
            && reader.BytesRemaining == 0;
        return complete
            ? new Badge(
                subject!, id!, Known(category!.Value), DateTimeOffset.FromUnixTimeSeconds(issued!.Value),
                DateTimeOffset.FromUnixTimeSeconds(expires!.Value), phoneKey)
            : null;
    }

    /// <summary>A CWT may carry claims named by text; none of them is ours.</summary>
    private static long? ReadLabel(CborReader reader)
    {
        if (reader.PeekState() is CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger)
        {
            return reader.ReadInt64();
        }

        reader.SkipValue();
        return null;
    }

    private static Category Known(int number) => Enum.IsDefined((Category)number) ? (Category)number : Category.Other;

    private static void WriteConfirmation(CborWriter writer, byte[] phoneKey)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(phoneKey, out _);
        writer.WriteStartMap(1);
        writer.WriteInt32(CnfCoseKey);
        writer.WriteEncodedValue(IssuerKeys.CoseKey(key));
        writer.WriteEndMap();
    }

    private static byte[] ReadConfirmation(CborReader reader)
    {
        ECPoint point = default;
        reader.ReadStartMap();
        if (reader.ReadInt32() != CnfCoseKey)
        {
            throw new CborContentException("cnf holds no COSE_Key");
        }

        for (reader.ReadStartMap(); reader.PeekState() != CborReaderState.EndMap;)
        {
            switch (ReadLabel(reader))
            {
                case Ec2X: point.X = Coordinate(reader); break;
                case Ec2Y: point.Y = Coordinate(reader); break;
                default: reader.SkipValue(); break;
            }
        }

        reader.ReadEndMap();
        reader.ReadEndMap();
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        return key.ExportSubjectPublicKeyInfo();
    }

    private static byte[] Coordinate(CborReader reader) =>
        reader.ReadByteString() is { Length: CoordinateBytes } bytes ? bytes : throw new CborContentException("a P-256 coordinate has 32 bytes");
}
