using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// Tells a damaged file from a disk that fails. SQLite says "malformed" of both: it makes <c>SQLITE_CORRUPT</c> of a read that the disk answered with EIO
/// (sqlite.org/rescode.html, <c>SQLITE_IOERR_CORRUPTFS</c>). A damaged file is given up, a failing disk is only waited for, so the two must not be taken
/// for each other: what is true of the file is found again each time one looks.
/// </summary>
internal static partial class DamageCheck
{
    /// <summary>Looks at a file before it is left undecided, which means that it is not given up.</summary>
    public const int LooksMax = 10;

    /// <summary>So many of them have to say "malformed" where none could name what is damaged: a disk that fails one call in ten says it so often once in millions.</summary>
    public const int MalformedMin = 8;

    private const int InputOutput = 10, Corrupt = 11, NotADatabase = 26;

    private enum Look
    {
        Sound,
        Damaged,
        Malformed,
        Failed,
    }

    /// <summary>Whether an error may mean damage, and has to be looked into.</summary>
    public static bool IsSuspicion(Exception e) => e is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <summary>Whether the file is damaged beyond doubt. Reads all of it, with SQLite's <c>quick_check</c>.</summary>
    public static bool IsDamaged(string path)
    {
        int malformed = 0;
        for (int i = 0; i < LooksMax; i++)
        {
            var look = LookAt(path);
            if (look is Look.Sound or Look.Damaged)
            {
                return look == Look.Damaged;
            }

            malformed += look == Look.Malformed ? 1 : 0;
        }

        return malformed >= MalformedMin;
    }

    private static Look LookAt(string path)
    {
        try
        {
            using var file = JournalFile.OpenToRescue(path);
            string finding = file.QuickCheck();
            return finding == "ok" ? Look.Sound : IsOfTheDisk(finding) ? Look.Failed : Look.Damaged;
        }
        catch (SqliteException e)
        {
            return IsSuspicion(e) ? Look.Malformed : Look.Failed;
        }
    }

    /// <summary>"unable to get the page. error code=522": a read that failed, not a page that is wrong.</summary>
    private static bool IsOfTheDisk(string finding) =>
        ErrorCode().Match(finding) is { Success: true } match && (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) & 0xFF) == InputOutput;

    [GeneratedRegex(@"error code=(\d{1,9})")]
    private static partial Regex ErrorCode();
}
