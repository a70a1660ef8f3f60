using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace StationKiosk.Protocol.Messages;

/// <summary>
/// The chain over a journal's events: <c>link(0)</c> = SHA-256 of the epoch's text, <c>digest(n)</c> = SHA-256 of event n's bytes as sent,
/// <c>link(n)</c> = SHA-256 of <c>link(n-1)</c> and <c>digest(n)</c>. Two journals with one link at one seq have the same events up to there.
/// </summary>
public static class Chain
{
    /// <summary>Bytes of a link and of a digest; twice as many lower-case hex digits on the wire.</summary>
    public const int LinkBytes = SHA256.HashSizeInBytes;

    /// <summary>The link before event 1.</summary>
    public static byte[] Start(Guid epoch) => SHA256.HashData(Encoding.UTF8.GetBytes(epoch.ToString("D")));

    /// <summary>What an event adds to the chain.</summary>
    /// <param name="body">Its JSON, byte for byte as sent.</param>
    public static byte[] Digest(ReadOnlySpan<byte> body) => SHA256.HashData(body);

    /// <summary>The link after an event.</summary>
    /// <param name="link">The link before it.</param>
    /// <param name="digest">Its digest.</param>
    public static byte[] Next(ReadOnlySpan<byte> link, ReadOnlySpan<byte> digest)
    {
        Span<byte> both = stackalloc byte[2 * LinkBytes];
        link.CopyTo(both);
        digest.CopyTo(both[LinkBytes..]);
        return SHA256.HashData(both);
    }

    /// <summary>A link or digest as it stands on the wire.</summary>
    public static string Text(ReadOnlySpan<byte> link) => Convert.ToHexStringLower(link);

    /// <summary>Reads <see cref="Text"/>; false for anything but 64 lower-case hex digits.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out byte[]? link)
    {
        bool valid = text is { Length: 2 * LinkBytes } && text.All(char.IsAsciiHexDigitLower);
        link = valid ? Convert.FromHexString(text!) : null;
        return valid;
    }
}
