using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Stations;

/// <summary>What is known of a station when its light is decided.</summary>
/// <param name="State">How it is.</param>
/// <param name="Health">Its last health message; null where none came.</param>
/// <param name="Zones">Its zones as they may be shown now.</param>
/// <param name="Registered">Whether it is in the register.</param>
/// <param name="Quarantined">Messages and events of it parked unread.</param>
/// <param name="Missing">Events missing below the highest stored.</param>
/// <param name="Complaints">Its open complaints.</param>
/// <param name="VisitsToday">Counted visits known so far; null where it has not told of today.</param>
/// <param name="Usual">Visits usual up to now on this weekday; null where there are too few weeks to say.</param>
public sealed record StationFacts(
    StationState State, StationHealth? Health, IReadOnlyList<ZoneSummary> Zones, bool Registered, int Quarantined, long Missing, OpenComplaints? Complaints,
    long? VisitsToday, double? Usual)
{
    /// <summary>Its alarms.</summary>
    public IReadOnlyList<Alarm> Alarms { get; init; } = [];
}

/// <summary>Why a station is yellow or red (pure). Every reason is a key and its values, so that each page says it in its reader's language.</summary>
public static class StationReasons
{
    /// <summary>Reasons of one station; the mildest give way.</summary>
    public const int ReasonsMax = 20;

    /// <summary>Below this share of the usual a station is little used.</summary>
    public const double LittleUsedBelow = 0.3;

    /// <summary>What is usual has to be at least this for a station to be called little used.</summary>
    public const double UsualMin = 10;

    /// <summary>An event that waits longer at a station that is connected is worth a look.</summary>
    public static readonly TimeSpan BacklogNoted = TimeSpan.FromMinutes(15);

    /// <summary>An event that waits longer at the station means that its figures are not here.</summary>
    public static readonly TimeSpan BacklogBad = TimeSpan.FromHours(24);

    /// <summary>A certificate that ends within this is worth a look.</summary>
    public static readonly TimeSpan CertificateNoted = TimeSpan.FromDays(21);

    /// <summary>The worst of some reasons.</summary>
    public static Light LightOf(IReadOnlyList<Reason> reasons) => reasons.Count == 0 ? Light.Green : reasons.Max(reason => reason.Light);

    /// <summary>Lists them, the worst first.</summary>
    public static IReadOnlyList<Reason> Of(StationFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        IEnumerable<Reason> reasons = [.. Presences(facts.State), .. Device(facts.Health, now), .. Storage(facts.Health), .. AlarmsOf(facts.Alarms, now), .. Zones(facts), .. Figures(facts, now)];
        return [.. reasons.OrderByDescending(reason => reason.Light).ThenBy(reason => reason.Key).Take(ReasonsMax)];
    }

    private static IEnumerable<Reason> Presences(StationState state) => state.Presence switch
    {
        Presence.Offline => [new Reason(ReasonKey.Offline, Light.Red, Since: state.Since)],
        Presence.Silent => [new Reason(ReasonKey.Silent, Light.Red, Since: state.Since)],
        Presence.NeverHeard => [new Reason(ReasonKey.NeverHeard, Light.Yellow)],
        _ => [],
    };

    private static IEnumerable<Reason> AlarmsOf(IReadOnlyList<Alarm> alarms, DateTimeOffset now) => alarms
        .Where(alarm => now - alarm.LastAt < AlarmTable.ShownFor)
        .Select(alarm => new Reason(
            alarm.Kind == AlarmKind.ConflictingEvents ? ReasonKey.CardCopied : ReasonKey.JournalReturned, Light.Red, alarm.Times, Text: alarm.Detail, Since: alarm.FirstAt));

    private static IEnumerable<Reason> Device(StationHealth? health, DateTimeOffset now)
    {
        if (health is null)
        {
            yield break;
        }

        if (health.Journal.Fault is { } fault)
        {
            yield return new Reason(ReasonKey.JournalFault, Light.Red, Text: fault);
        }

        foreach (var device in health.Devices.Where(device => device.State is DeviceState.Absent or DeviceState.Muted))
        {
            yield return device.Kind == DeviceKind.Reader
                ? new Reason(ReasonKey.ReaderAbsent, Light.Red, Name: device.Name, Text: device.Why, Since: device.Since)
                : new Reason(ReasonKey.DeviceUnwell, Light.Yellow, Name: device.Name, Text: device.Why, Since: device.Since);
        }

        foreach (var loop in health.Loops.Where(loop => !loop.GoesRound))
        {
            yield return new Reason(ReasonKey.LoopStuck, Light.Red, Name: loop.Name);
        }

        if (health.Clock.Quality == ClockQuality.Unsynced)
        {
            yield return new Reason(ReasonKey.ClockUnsynced, Light.Yellow);
        }

        if (health.UplinkFault is { } uplink)
        {
            yield return new Reason(ReasonKey.UplinkFault, Light.Yellow, Text: uplink);
        }

        if (health.PowerFault is { } power)
        {
            yield return new Reason(ReasonKey.Power, Light.Yellow, Text: power);
        }

        if (health.CertificateExpires - now < CertificateNoted)
        {
            yield return new Reason(ReasonKey.CertificateEnds, health.CertificateExpires < now ? Light.Red : Light.Yellow, Since: health.CertificateExpires);
        }
    }

    private static IEnumerable<Reason> Storage(StationHealth? health)
    {
        if (health is null)
        {
            yield break;
        }

        if (health.Storage.Fault is { } storage)
        {
            yield return new Reason(ReasonKey.StorageFault, Light.Yellow, Text: storage);
        }

        if (health.Journal.Damage is { } damage)
        {
            yield return new Reason(ReasonKey.JournalDamaged, Light.Yellow, Text: damage);
        }

        if (health.Journal.Held is { } held)
        {
            yield return new Reason(ReasonKey.JournalHeld, Light.Yellow, Text: held);
        }

        if (health.Storage.TotalBytes > 0 && health.Storage.FreeBytes < health.Storage.TotalBytes / 20)
        {
            yield return new Reason(ReasonKey.StorageLow, Light.Yellow);
        }
    }

    /// <summary>Only where the station speaks: of a silent one every zone is unknown, and that is said once.</summary>
    private static IEnumerable<Reason> Zones(StationFacts facts) => facts.State.Presence != Presence.Online ? [] : facts.Zones
        .Where(zone => !zone.Trusted)
        .Select(zone => new Reason(ReasonKey.ZoneUntrusted, Light.Yellow, Name: zone.Zone, Text: zone.Why, Since: zone.Since));

    private static IEnumerable<Reason> Figures(StationFacts facts, DateTimeOffset now)
    {
        if (facts.Health?.Journal is { WaitingSince: { } waiting, Backlog: > 0 } journal && now - waiting > BacklogNoted)
        {
            yield return new Reason(ReasonKey.BacklogOld, now - waiting > BacklogBad ? Light.Red : Light.Yellow, journal.Backlog, Since: waiting);
        }

        if (facts.Complaints is { } complaints)
        {
            yield return new Reason(ReasonKey.ComplaintsOpen, Light.Yellow, complaints.Count, Since: complaints.Oldest);
        }

        if (facts.Missing > 0)
        {
            yield return new Reason(ReasonKey.Missing, Light.Yellow, facts.Missing);
        }

        if (facts.Quarantined > 0)
        {
            yield return new Reason(ReasonKey.Quarantined, Light.Yellow, facts.Quarantined);
        }

        if (!facts.Registered)
        {
            yield return new Reason(ReasonKey.Unregistered, Light.Yellow);
        }

        if (facts.State.Presence == Presence.Online && facts.Usual >= UsualMin && facts.VisitsToday < facts.Usual * LittleUsedBelow)
        {
            yield return new Reason(ReasonKey.LittleUsed, Light.Yellow, (long)Math.Round(facts.Usual.Value));
        }
    }
}
