using StationKiosk.Hosting.Loops;
using System.Threading.Channels;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>What became of a recount (closed set).</summary>
public enum RecountOutcome
{
    /// <summary>Taken and recorded.</summary>
    Done,

    /// <summary>The station has no such zone.</summary>
    NoSuchZone,

    /// <summary>The zone's sensors do not count; there is nothing to correct.</summary>
    NotCounted,

    /// <summary>Below 0 or above <see cref="Zone.CountMax"/>.</summary>
    OutOfRange,
}

/// <summary>
/// Next news of a sensor, or next deadline → apply → when a zone changed: new snapshot, and an event for the journal at most once in
/// <see cref="ZoneRecorder.Every"/> a zone. What still waits is recorded at the stop, so that a restart counts on from it.
/// It alone reports the sensors to the device register.
/// </summary>
public sealed class OccupancyLoop : IDisposable
{
    /// <summary>A snapshot says nothing after this.</summary>
    public static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(3);

    private readonly KioskClock _clock;
    private readonly Action<EventContent> _record;
    private readonly DeviceRegister _devices;
    private readonly LoopRound _round;
    private readonly Dictionary<string, Zone> _zoneOf;
    private readonly (Zone Zone, ZoneRecorder Recorder)[] _zones;
    private readonly SensorQueue _queue = new();
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _alarm;
    private readonly Lock _gate = new();
    private StationOccupancy _published;

    /// <summary>Puts the loop together; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="clock">Time.</param>
    /// <param name="zones">The zones; from now on only this loop touches them.</param>
    /// <param name="record">Takes an event for the journal; need not be durable when it returns.</param>
    /// <param name="devices">Where the sensors are reported.</param>
    /// <param name="round">Where the loop reports that it goes round.</param>
    public OccupancyLoop(KioskClock clock, IReadOnlyList<Zone> zones, Action<EventContent> record, DeviceRegister devices, LoopRound round)
    {
        ArgumentNullException.ThrowIfNull(clock);
        (_clock, _record, _devices, _round) = (clock, record, devices, round);
        foreach (var zone in zones)
        {
            zone.Advance(clock.Now());
        }

        _zones = [.. zones.Select(zone => (zone, new ZoneRecorder(zone.Occupancy)))];
        _zoneOf = zones.SelectMany(zone => zone.Sensors, (zone, sensor) => (zone, sensor)).ToDictionary(pair => pair.sensor.Name, pair => pair.zone, StringComparer.Ordinal);
        _alarm = clock.Time.CreateTimer(_ => Ring(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _published = Collect(clock.Now());
        ReportSensors();
    }

    /// <summary>Raised after a zone changed; the new snapshot can be had. Handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>News of sensors dropped since the start because too many came at once.</summary>
    public long Dropped => _queue.Dropped;

    /// <summary>Zones whose count a person can correct.</summary>
    public IReadOnlyList<string> Counted => [.. _zones.Where(pair => pair.Zone.IsCounted).Select(pair => pair.Zone.Name)];

    /// <summary>The whole station now. When the loop does not go round any more, as of its last round: it then runs out by itself.</summary>
    public StationOccupancy Snapshot()
    {
        var published = Volatile.Read(ref _published);
        var at = _round.GoesRound ? _clock.Now().Time : published.At;
        return published with { At = at, ValidUntil = at + ValidFor };
    }

    /// <summary>A person counted a zone. May be called from any thread.</summary>
    public RecountOutcome Recount(string zone, int counted)
    {
        var found = Array.Find(_zones, pair => pair.Zone.Name == zone).Zone;
        if (found is null)
        {
            return RecountOutcome.NoSuchZone;
        }

        if (!found.IsCounted)
        {
            return RecountOutcome.NotCounted;
        }

        if (counted is < 0 or > Zone.CountMax)
        {
            return RecountOutcome.OutOfRange;
        }

        lock (_gate)
        {
            var now = _clock.Now();
            Absorb(now);
            _record(EventContent.Of(found.Recount(counted, now)));
        }

        Ring();
        return RecountOutcome.Done;
    }

    /// <summary>Goes round until cancelled, then records what still waits.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                GoRound();
                await _bell.Reader.ReadAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            GoRound();
            Record((zone, _) => zone.Recorder.Flush());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _alarm.Dispose();

    /// <summary>Takes news of a sensor, from any thread.</summary>
    internal void Tell(SensorNews news)
    {
        _queue.Add(news);
        Ring();
    }

    private void Ring() => _bell.Writer.TryWrite(true);

    private void GoRound()
    {
        _round.Went();
        var now = _clock.Now();
        bool changed;
        lock (_gate)
        {
            Absorb(now);
            changed = Publish(now);
            ReportSensors();
            Record((zone, mono) => zone.Recorder.Take(zone.Zone.Occupancy, mono));
            SetAlarm(now.Mono);
        }

        if (changed)
        {
            Changed?.Invoke();
        }
    }

    private void Absorb(Stamp now)
    {
        var (news, losers) = _queue.TakeAll();
        foreach (string sensor in losers)
        {
            _zoneOf[sensor].Lost(sensor, now);
        }

        foreach (var one in news)
        {
            Apply(one);
        }

        foreach (var (zone, _) in _zones)
        {
            zone.Advance(now);
        }
    }

    private void Apply(SensorNews news)
    {
        var zone = _zoneOf[news.Sensor];
        switch (news)
        {
            case SensorNews.Ready ready:
                zone.Ready(ready.Sensor, ready.At);
                break;
            case SensorNews.Absent absent:
                zone.Absent(absent.Sensor, absent.Why, absent.At);
                break;
            case SensorNews.Said said:
                zone.Apply(said.Reading);
                break;
        }
    }

    private bool Publish(Stamp now)
    {
        var next = Collect(now);
        bool changed = !next.Zones.SequenceEqual(_published.Zones);
        Volatile.Write(ref _published, next);
        return changed;
    }

    private StationOccupancy Collect(Stamp now) => new(now.Time, now.Time + ValidFor, [.. _zones.Select(pair => pair.Zone.Occupancy)]);

    private void ReportSensors()
    {
        foreach (var sensor in _zones.SelectMany(pair => pair.Zone.Sensors))
        {
            _devices.Report(sensor.Name, DeviceKind.Sensor, sensor.State, sensor.Why);
        }
    }

    private void Record(Func<(Zone Zone, ZoneRecorder Recorder), long, ZoneOccupancy?> due)
    {
        foreach (var zone in _zones)
        {
            if (due(zone, _clock.Mono) is { } occupancy)
            {
                _record(EventContent.Of(occupancy));
            }
        }
    }

    private void SetAlarm(long mono)
    {
        long? next = Earliest.Of([.. _zones.Select(pair => pair.Zone.Deadline), .. _zones.Select(pair => pair.Recorder.Deadline)]);
        double wait = Math.Min(Math.Max((next ?? long.MaxValue) - mono, 0), _round.ReportEvery.TotalMilliseconds);
        _alarm.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }
}
