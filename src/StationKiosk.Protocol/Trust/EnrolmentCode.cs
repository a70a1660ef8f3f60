using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using SimpleBase;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Protocol.Trust;

/// <summary>
/// A single-use enrolment code: <c>SKE1</c>, then base32 of secret (16 bytes), authority (16), port (2, big-endian), host (ASCII) and the first
/// two bytes of the SHA-256 of all that, so that a mistyped code is known before anything is sent. Whoever holds it may enrol one station once;
/// it names the only authority that the device will trust, and holds nothing else worth stealing.
/// </summary>
/// <param name="Secret">16 random bytes; the office keeps their SHA-256 only.</param>
/// <param name="Authority">The first 16 bytes of the SHA-256 of the network's CA certificate (DER).</param>
/// <param name="Host">Where the office enrols: a name or address of at most 100 ASCII characters.</param>
/// <param name="Port">Its TCP port.</param>
public sealed record EnrolmentCode(byte[] Secret, byte[] Authority, string Host, int Port)
{
    /// <summary>What a code begins with.</summary>
    public const string Prefix = "SKE1";

    /// <summary>Longest code, with separators.</summary>
    public const int TextMax = 512;

    /// <summary>Bytes of the secret: 128 bits cannot be guessed.</summary>
    public const int SecretBytes = 16;

    /// <summary>Bytes of the authority's fingerprint: finding another certificate with the same takes 2^128 tries.</summary>
    public const int AuthorityBytes = 16;

    private const int ChecksumBytes = 2;
    private const int HostAt = SecretBytes + AuthorityBytes + 2;
    private const int GroupLength = 5;

    /// <summary>A new code of a random secret.</summary>
    public static EnrolmentCode Create(byte[] caCertificate, string host, int port) =>
        new(RandomNumberGenerator.GetBytes(SecretBytes), Fingerprint(caCertificate), host, port);

    /// <summary>What names an authority in a code.</summary>
    public static byte[] Fingerprint(byte[] caCertificate) => SHA256.HashData(caCertificate)[..AuthorityBytes];

    /// <summary>The text in one piece: every character is in the QR alphanumeric set.</summary>
    public string ToText()
    {
        byte[] body = [.. Secret, .. Authority, (byte)(Port >> 8), (byte)Port, .. Encoding.ASCII.GetBytes(Host)];
        return Prefix + Base32.Rfc4648.Encode([.. body, .. SHA256.HashData(body)[..ChecksumBytes]], padding: false);
    }

    /// <summary>The text in groups of five, as it is read aloud and typed.</summary>
    public string ToGroups() => string.Join('-', ToText().Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>Reads a code as scanned or typed: lower case, spaces and dashes are fine.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EnrolmentCode? code)
    {
        code = null;
        if (text is not { Length: <= TextMax })
        {
            return false;
        }

        string plain = string.Concat(text.Where(character => !char.IsWhiteSpace(character) && character != '-')).ToUpperInvariant();
        if (!plain.StartsWith(Prefix, StringComparison.Ordinal) || !SealedText.TryBytes(plain[Prefix.Length..], out byte[]? bytes) || bytes.Length <= HostAt + ChecksumBytes)
        {
            return false;
        }

        byte[] body = bytes[..^ChecksumBytes];
        string host = Encoding.ASCII.GetString(body[HostAt..]);
        if (!SHA256.HashData(body).AsSpan(0, ChecksumBytes).SequenceEqual(bytes.AsSpan(body.Length)) || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            return false;
        }

        code = new EnrolmentCode(body[..SecretBytes], body[SecretBytes..(SecretBytes + AuthorityBytes)], host, (body[HostAt - 2] << 8) | body[HostAt - 1]);
        return true;
    }

    /// <summary>Never the secret: a code in a log is a code lost.</summary>
    public override string ToString() => $"enrolment code for {Host}:{Port}";
}
