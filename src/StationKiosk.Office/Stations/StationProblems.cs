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

    /// <summary>Lists them.</summary>
    public static IReadOnlyList<string> Of(StationHealth? health, bool registered, int quarantined, long missing, DateTimeOffset now)
    {
        var problems = new List<string>();
        Add(!registered, "not in the register: station-office station add");
        Add(quarantined > 0, $"{quarantined} messages or events could not be read and are quarantined");
        Add(missing > 0, $"{missing} events are missing; the kiosk is asked for them");
        if (health is null)
        {
            return problems;
        }

        Add(health.Journal.Fault is not null, $"the journal cannot write: {health.Journal.Fault}");
        Add(health.Journal.Backlog > BacklogNoted, $"{health.Journal.Backlog} events wait to be sent");
        Add(health.Clock.Quality == ClockQuality.Unsynced, "the kiosk's clock is not set by any trusted source");
        Add(health.UplinkFault is not null, health.UplinkFault ?? "");
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

        void Add(bool holds, string sentence)
        {
            if (holds)
            {
                problems.Add(sentence);
            }
        }
    }
}
