using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace StationKiosk.Protocol.Messages;

/// <summary>An <c>events</c> payload as it travels: JSON, or JSON in Brotli (RFC 7932) where that is said in a user property.</summary>
/// <param name="Bytes">The bytes to publish.</param>
/// <param name="ContentEncoding"><see cref="Brotli"/>, or null for plain JSON.</param>
public sealed record BatchPayload(byte[] Bytes, string? ContentEncoding)
{
    /// <summary>The MQTT 5 user property that names the encoding.</summary>
    public const string EncodingProperty = "content-encoding";

    /// <summary>Brotli.</summary>
    public const string Brotli = "br";

    private const int Quality = 4;
    private const int WindowBits = 18;

    /// <summary>Writes a batch, compressed where it is larger than <see cref="Limits.CompressAboveBytes"/>.</summary>
    public static BatchPayload Of(EventBatch batch) => Of(ProtocolJson.Bytes(batch, ProtocolJson.Default.EventBatch));

    /// <summary>As <see cref="Of(EventBatch)"/>, of a batch already written as JSON.</summary>
    public static BatchPayload Of(byte[] json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length <= Limits.CompressAboveBytes)
        {
            return new BatchPayload(json, ContentEncoding: null);
        }

        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(json.Length)];
        return BrotliEncoder.TryCompress(json, packed, out int length, Quality, WindowBits)
            ? new BatchPayload(packed[..length], Brotli)
            : new BatchPayload(json, ContentEncoding: null);
    }

    /// <summary>The JSON, at most <see cref="Limits.BatchBytesMax"/> of it; on false <paramref name="fault"/> says why it cannot be had.</summary>
    public static bool TryJson(
        ReadOnlySpan<byte> bytes, string? contentEncoding, [NotNullWhen(true)] out byte[]? json, [NotNullWhen(false)] out string? fault)
    {
        json = null;
        fault = null;
        if (contentEncoding is null && bytes.Length <= Limits.BatchBytesMax)
        {
            json = bytes.ToArray();
        }
        else if (contentEncoding is null)
        {
            fault = $"{bytes.Length} bytes, more than {Limits.BatchBytesMax}";
        }
        else if (contentEncoding != Brotli)
        {
            fault = $"its {EncodingProperty} is not known; '{Brotli}' is";
        }
        else if (!TryUnpack(bytes, out json))
        {
            fault = $"not Brotli, or more than {Limits.BatchBytesMax} bytes unpacked";
        }

        return json is not null;
    }

    private static bool TryUnpack(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out byte[]? json)
    {
        byte[] room = new byte[Limits.BatchBytesMax];
        bool whole = BrotliDecoder.TryDecompress(bytes, room, out int length);
        json = whole ? room[..length] : null;
        return whole;
    }
}
