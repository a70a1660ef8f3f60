using System.Security.Cryptography;
using System.Text;

namespace StationKiosk.Office.Users;

/// <summary>Secrets that a browser or a link carries: 256 random bits. The store keeps only their SHA-256.</summary>
public static class Tokens
{
    /// <summary>A new one, in base64url.</summary>
    public static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>What the store keeps of it.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
