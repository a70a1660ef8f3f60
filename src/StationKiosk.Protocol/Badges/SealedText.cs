using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using SimpleBase;

namespace StationKiosk.Protocol.Badges;

/// <summary>
/// A signed QR text: a prefix, then RFC 4648 base32 without padding in upper case, of a tagged COSE_Sign1 (RFC 9052) with ES256 and the
/// key id in the protected header. Nothing of the payload can be had before <see cref="Open"/> has verified the signature.
/// </summary>
internal sealed class SealedText
{
    private const int CoseSign1Tag = 0xD2;
    private const int Es256 = -7;

    /// <summary>The alphabet of RFC 4648, section 6.</summary>
    internal static readonly SearchValues<char> Base32Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

    private readonly CoseSign1Message _message;

    private SealedText(CoseSign1Message message, string kid) => (_message, Kid) = (message, kid);

    /// <summary>The key id, lower-case hex.</summary>
    public string Kid { get; }

    public static string Seal(string prefix, byte[] payload, ECDsa key)
    {
        var headers = new CoseHeaderMap { [CoseHeaderLabel.KeyIdentifier] = CoseHeaderValue.FromBytes(IssuerKeys.KidBytes(key)) };
        var signer = new CoseSigner(key, HashAlgorithmName.SHA256, headers);
        return prefix + Base32.Rfc4648.Encode(CoseSign1Message.SignEmbedded(payload, signer), padding: false);
    }

    public static bool TryParse(string prefix, string text, [NotNullWhen(true)] out SealedText? opened, [NotNullWhen(false)] out string? fault)
    {
        opened = null;
        if (!TryBytes(text[prefix.Length..], out byte[]? bytes))
        {
            fault = "it is not upper-case base32";
        }
        else if (bytes[0] != CoseSign1Tag)
        {
            fault = "it is not a tagged COSE_Sign1";
        }
        else
        {
            opened = Decode(bytes, out fault);
        }

        return opened is not null;
    }

    /// <summary>The payload, or null where the signature is not this key's.</summary>
    public byte[]? Open(ECDsa key)
    {
        try
        {
            return _message.VerifyEmbedded(key) ? _message.Content!.Value.ToArray() : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Decodes canonical upper-case base32 only, so that one badge has one text.</summary>
    internal static bool TryBytes(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        // The decoder reads past its own table at a character beyond ASCII.
        bytes = new byte[(text.Length * 5 / 8) + 1];
        if (text.AsSpan().ContainsAnyExcept(Base32Alphabet) || !Base32.Rfc4648.TryDecode(text, bytes, out int length) || length == 0)
        {
            bytes = null;
            return false;
        }

        bytes = bytes[..length];
        return Base32.Rfc4648.Encode(bytes, padding: false) == text;
    }

    private static SealedText? Decode(byte[] bytes, out string? fault)
    {
        try
        {
            var message = CoseMessage.DecodeSign1(bytes);
            fault = Fault(message);
            return fault is null ? new SealedText(message, Convert.ToHexStringLower(KeyId(message))) : null;
        }
        catch (Exception e) when (e is CryptographicException or CborContentException or InvalidOperationException or OverflowException)
        {
            // All four come out of DecodeSign1 and the header accessors for bytes that are not what they read.
            fault = "its COSE_Sign1 cannot be read";
            return null;
        }
    }

    private static string? Fault(CoseSign1Message message) =>
        message.Content is null ? "its payload is detached"
        : !message.ProtectedHeaders.TryGetValue(CoseHeaderLabel.Algorithm, out var algorithm) || algorithm.GetValueAsInt32() != Es256 ? "it is not signed with ES256"
        : !message.ProtectedHeaders.ContainsKey(CoseHeaderLabel.KeyIdentifier) ? "it names no key"
        : message.ProtectedHeaders.ContainsKey(CoseHeaderLabel.CriticalHeaders) ? "it demands what this version does not know (crit, RFC 9052, section 3.1)"
        : null;

    private static byte[] KeyId(CoseSign1Message message) => message.ProtectedHeaders[CoseHeaderLabel.KeyIdentifier].GetValueAsBytes();
}
