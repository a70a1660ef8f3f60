using System.Globalization;
using System.Security.Cryptography;

namespace StationKiosk.Kiosk.Panel.Login;

/// <summary>
/// The manager's code: only its PBKDF2-HMAC-SHA256 lies on the disk, in <c>manager-code</c> of the data folder, readable by the kiosk's user alone:
/// <c>pbkdf2-sha256$rounds$salt$hash</c>, salt and hash in base64.
/// </summary>
/// <param name="file">Where.</param>
public sealed class ManagerCode(string file)
{
    /// <summary>Rounds of a new code: OWASP's Password Storage Cheat Sheet for PBKDF2-HMAC-SHA256 (2023).</summary>
    public const int Rounds = 600_000;

    /// <summary>A shorter code is refused.</summary>
    public const int LengthMin = 8;

    /// <summary>A longer one is refused.</summary>
    public const int LengthMax = 200;

    private const string Scheme = "pbkdf2-sha256";
    private const int SaltBytes = 16, HashBytes = 32;

    /// <summary>Letters and digits that are not taken for each other: 32 of them, 5 bits each.</summary>
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>What stands on the disk; null where no code is set. It changes with every new code.</summary>
    public string? Stored => File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    /// <summary>A new code of 60 random bits, in three groups.</summary>
    public static string Generate() => string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(Alphabet, 4)));

    /// <summary>Whether a code can be used.</summary>
    public static bool IsUsable(string code) => code?.Trim().Length is >= LengthMin and <= LengthMax;

    /// <summary>Sets the code; sessions of the one before end.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Set(string code)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        string text = string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Hash(code, salt, Rounds))}\n");
        string whole = $"{file}.new";
        using (var to = new FileStream(whole, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            to.Write(System.Text.Encoding.ASCII.GetBytes(text));
            to.Flush(flushToDisk: true);
        }

        File.Move(whole, file, overwrite: true);
    }

    /// <summary>Removes the code: pages on the LAN are read-only from then on.</summary>
    public void Remove() => File.Delete(file);

    /// <summary>Whether this is the code. Takes as long whatever is wrong with it.</summary>
    public bool IsRight(string code)
    {
        if (Stored?.Split('$') is not [Scheme, var rounds, var salt, var hash] || !int.TryParse(rounds, CultureInfo.InvariantCulture, out int number) || !IsUsable(code))
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(hash), Hash(code, Convert.FromBase64String(salt), number));
    }

    /// <summary>Spaces, dashes and letter case do not matter: people copy it from paper.</summary>
    private static byte[] Hash(string code, byte[] salt, int rounds) => Rfc2898DeriveBytes.Pbkdf2(
        code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant(), salt, rounds, HashAlgorithmName.SHA256, HashBytes);
}
