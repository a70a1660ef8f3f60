using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Health;

/// <summary>Puts the device's truths together, as of now.</summary>
/// <param name="journal">For the backlog and where the journal ends.</param>
/// <param name="clock">For the time and whether it can be believed.</param>
/// <param name="devices">Readers and sensors.</param>
/// <param name="loops">The program's loops.</param>
/// <param name="dataFolder">Where the journal lies.</param>
/// <param name="officeOffset">How far the office's clock is ahead, where a receipt told.</param>
/// <param name="certificateExpires">When the client certificate ends; null where none is used.</param>
/// <param name="uplinkFault">What is wrong with the uplink although there is one.</param>
/// <param name="update">What became of the last release.</param>
public sealed class HealthReport(
    EventJournal journal, KioskClock clock, DeviceRegister devices, LoopRounds loops, string dataFolder, Func<long?> officeOffset,
    Func<DateTimeOffset?> certificateExpires, Func<string?> uplinkFault, Func<UpdateResult?> update)
{
    private readonly HostTruths _host = new();
    private readonly long _began = clock.Mono;

    /// <summary>The version of the package that this program came with, which tells releases apart; without one, the program's own.</summary>
    public static string Version { get; } = Packaged() ?? typeof(HealthReport).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>The truths as of now.</summary>
    public StationHealth Now()
    {
        var (at, lastSeq) = journal.Mark();
        return new StationHealth(
            at.Time,
            Version,
            clock.Boot,
            (at.Mono - _began) / 1000,
            new JournalHealth(journal.Epoch, lastSeq, journal.Receipts.Backlog(lastSeq), WaitingSince(), journal.Fault, journal.Damage, journal.Held),
            new ClockHealth(at.Quality, clock.Source, officeOffset(), (long?)at.Error?.TotalMilliseconds),
            _host.Storage(dataFolder),
            devices.All,
            [.. loops.All.Select(loop => new LoopHealth(loop.Name, loop.GoesRound, Math.Round(loop.SinceRound.TotalSeconds, 1)))],
            _host.CpuTemperature(),
            _host.PowerFault(),
            certificateExpires(),
            uplinkFault(),
            _host.WatchdogArmed(),
            update());
    }

    private static string? Packaged()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "version");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private DateTimeOffset? WaitingSince()
    {
        try
        {
            return journal.WaitingSince();
        }
        catch (IOException)
        {
            // The journal's own fault says so; health has to be told all the same.
            return null;
        }
    }
}
