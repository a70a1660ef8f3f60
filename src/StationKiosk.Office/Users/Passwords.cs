using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StationKiosk.Office.Users;

/// <summary>Password hashes: PBKDF2-HMAC-SHA256 (RFC 8018) with 600,000 rounds, as OWASP's password storage cheat sheet asks for.</summary>
public static class Passwords
{
    /// <summary>Characters of a password at least (NIST SP 800-63B-4 asks for 15 where nothing else is asked, and for no rules on characters).</summary>
    public const int LengthMin = 12;

    /// <summary>Characters of a password at most, so that nobody keeps the office busy with hashing a book.</summary>
    public const int LengthMax = 200;

    private const int Rounds = 600_000, SaltBytes = 16, HashBytes = 32;
    private const string Scheme = "pbkdf2-sha256";

    private static readonly string Nobody = Hash(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    /// <summary>Whether a password may be chosen.</summary>
    public static bool IsGood(string? password) => password is { Length: >= LengthMin and <= LengthMax };

    /// <summary>Scheme, rounds, salt and hash as one text.</summary>
    public static string Hash(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return $"{Scheme}${Rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt, Rounds))}";
    }

    /// <summary>Whether it is the password; takes as long where there is no account, so that names cannot be found out.</summary>
    public static bool Verify(string? password, string? hash)
    {
        string[] parts = (hash ?? Nobody).Split('$');
        byte[] derived = Derive(password is { Length: <= LengthMax } ? password : "", Convert.FromBase64String(parts[2]), int.Parse(parts[1], CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(parts[3])) && hash is not null;
    }

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, rounds, HashAlgorithmName.SHA256, HashBytes);
}
