using System.Globalization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Updates;

/// <summary>What the updater (provisioning/update) noted of the last release it was given: one line, <c>OUTCOME VERSION SECONDS WHY…</c>, with <c>-</c> for no version.</summary>
/// <param name="file">The note; the package's own where it is left out.</param>
public sealed class UpdaterNote(string file = UpdaterNote.FileDefault)
{
    /// <summary>Written by root; this program can only read it.</summary>
    public const string FileDefault = "/var/lib/station-kiosk-update/result";

    /// <summary>The note; null where there is none or it cannot be read.</summary>
    public UpdateResult? Read()
    {
        try
        {
            return File.Exists(file) ? Parse(File.ReadAllText(file)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static UpdateResult? Parse(string line) =>
        line.Trim().Split(' ', 4) is [var outcome, var version, var seconds, .. var why]
        && OutcomeOf(outcome) is { } known && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out long unix) && unix <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? new UpdateResult(version == "-" ? null : version, known, why is [var text] ? text : null, DateTimeOffset.FromUnixTimeSeconds(unix))
            : null;

    private static UpdateOutcome? OutcomeOf(string word) => word switch
    {
        "installed" => UpdateOutcome.Installed,
        "gone-back" => UpdateOutcome.GoneBack,
        "refused" => UpdateOutcome.Refused,
        _ => null,
    };
}
