using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Stations;

/// <summary>What somebody should look at, a sentence each (pure).</summary>
public static class StationProblems
{
    /// <summary>A journal with more events waiting than this is worth a look.</summary>
    public const int BacklogNoted = 1_000;

    /// <summary>Sentences of one station; the rest are counted.</summary>
    public const int ProblemsMax = 20;

    /// <summary>A certificate that ends within this is worth a look.</summary>
    public static readonly TimeSpan CertificateNoted = TimeSpan.FromDays(21);

    /// <summary>A wall clock this far off is worth a look.</summary>
    public static readonly TimeSpan ServiceOffsetNoted = TimeSpan.FromSeconds(30);

    /// <summary>Lists them.</summary>
    public static IReadOnlyList<string> Of(
        StationHealth? health, bool registered, int quarantined, long missing, IEnumerable<Alarm> alarms, DateTimeOffset now)
    {
        var problems = new List<string>(alarms.Where(alarm => now - alarm.LastAt < AlarmTable.ShownFor).Select(Sentence));
        Add(!registered, "not in the register: station-office station add");
        Add(quarantined > 0, $"{quarantined} messages or events could not be read and are quarantined");
        Add(missing > 0, $"{missing} events are missing; the kiosk is asked for them");
        if (health is null)
        {
            return problems;
        }

        Add(health.Journal.Fault is not null, $"the journal cannot write: {health.Journal.Fault}");
        Add(health.Journal.Backlog > BacklogNoted, $"{health.Journal.Backlog} events wait to be sent");
        Add(health.Clock is { Quality: ClockQuality.Unsynced, ErrorMilliseconds: null }, "the kiosk knows no time: neither a time service nor the office has told it");
        Add(
            health.Clock is { Quality: ClockQuality.Unsynced, ErrorMilliseconds: not null },
            $"the kiosk's time may be wrong by {health.Clock.ErrorMilliseconds / 1000} s: nothing has confirmed it for long, or its sources contradict each other");
        Add(
            health.Clock.Source == ClockSynced.Office && Math.Abs(health.Clock.OfficeOffsetMilliseconds ?? 0) > ServiceOffsetNoted.TotalMilliseconds,
            $"the kiosk's wall clock is {Math.Abs(health.Clock.OfficeOffsetMilliseconds ?? 0) / 1000} s off the office's; its times are right all the same");
        Add(health.PowerFault is not null, $"power: {health.PowerFault}");
        Add(health.CertificateExpires - now < CertificateNoted, $"the certificate ends {health.CertificateExpires:yyyy-MM-dd}");
        foreach (var device in health.Devices.Where(device => device.State is DeviceState.Absent or DeviceState.Muted))
        {
            problems.Add($"{device.Name}: {device.Why ?? "not well"}");
        }

        foreach (var loop in health.Loops.Where(loop => !loop.GoesRound))
        {
            problems.Add($"the kiosk's loop {loop.Name} does not go round");
        }

        return problems.Count > ProblemsMax ? [.. problems.Take(ProblemsMax), $"and {problems.Count - ProblemsMax} more"] : problems;

        static string Sentence(Alarm alarm) => alarm.Kind switch
        {
            AlarmKind.ConflictingEvents => $"two kiosks write with one journal (a copied card): other content under a known number, {alarm.Times} times, last {alarm.LastAt:yyyy-MM-dd HH:mm} UTC ({alarm.Detail})",
            _ => $"an earlier journal is written to again: two kiosks under this id, or an old card put back; last {alarm.LastAt:yyyy-MM-dd HH:mm} UTC ({alarm.Detail})",
        };

        void Add(bool holds, string sentence)
        {
            if (holds)
            {
                problems.Add(sentence);
            }
        }
    }
}
