using System.Globalization;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Clock;

/// <summary>
/// The time that it is at least: a machine without a clock battery starts years in the past, and TLS would refuse every certificate as not yet valid. It is the latest of when this
/// program was built, the time saved while it ran, and whatever else is known to have been before (<see cref="KioskClock.RaiseFloor"/>).
/// </summary>
public sealed class ClockFloor
{
    private readonly string _file;

    private ClockFloor(string file, DateTimeOffset time) => (_file, Time) = (file, time);

    /// <summary>What it was at the start.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Reads what an earlier run saved; a file that cannot be read counts for nothing.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="built">When this program was built.</param>
    public static ClockFloor Open(string folder, DateTimeOffset built)
    {
        string file = Path.Combine(folder, "clock-floor");
        var saved = Read(file);
        return new ClockFloor(file, saved > built ? saved.Value : built);
    }

    /// <summary>When the program's file was made; a machine's clock says nothing about it.</summary>
    public static DateTimeOffset Built() =>
        Environment.ProcessPath is { } program ? new DateTimeOffset(File.GetLastWriteTimeUtc(program)) : DateTimeOffset.UnixEpoch;

    /// <summary>Saves a time, as a whole or not at all; returns why it could not, or null.</summary>
    public string? Save(DateTimeOffset time)
    {
        string next = _file + ".new";
        try
        {
            using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(UtcTimeConverter.Text(time)));
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, _file, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static DateTimeOffset? Read(string file)
    {
        try
        {
            return File.Exists(file) && DateTimeOffset.TryParse(
                File.ReadAllText(file), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
