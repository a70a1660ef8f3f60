using SimpleBase;

namespace StationKiosk.EndToEnd.Tests;

/// <summary>Reads badges as an outsider could: the pseudonym is plain text inside the signed bytes.</summary>
internal static class Badges
{
    public static string SubjectOf(string badge)
    {
        string bytes = System.Text.Encoding.Latin1.GetString(Base32.Rfc4648.Decode(badge.AsSpan(3)));
        return System.Text.RegularExpressions.Regex.Match(bytes, "[A-Z2-7]{16}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
    }
}
