using StationKiosk.Protocol.Messages;
using StationKiosk.Protocol.Clocks;

namespace StationKiosk.Kiosk.Clock;

/// <summary>
/// The one place a kiosk takes time from. The time it gives is reckoned from the monotonic clock and what the sources of time said about this boot (the kernel while a time service
/// holds it, the office's receipts), so no step of the wall clock moves it; only while no source has told anything it is the wall clock's, or the floor where that is
/// later. Durations come from <see cref="Stamp.Mono"/>. Safe for use from several threads.
/// </summary>
public sealed class KioskClock
{
    /// <summary>A time service leaves up to this to be slewed away (systemd-timesyncd steps above 400 ms) and does not count it in its error.</summary>
    public static readonly TimeSpan KernelErrorMin = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Func<TimeSpan?> _kernelError;
    private readonly Func<ClockQuality>? _told;
    private readonly ClockEstimate _estimate = new();
    private readonly Queue<ClockSynced> _news = new();
    private (DateTimeOffset Time, long Mono) _floor;
    private DateTimeOffset? _bootTimeGiven;

    /// <summary>A kiosk's clock.</summary>
    /// <param name="time">The machine's clocks.</param>
    /// <param name="boot">This boot's random id.</param>
    /// <param name="kernelError">How wrong the wall clock may be while a time service holds it, as <see cref="SystemClock.Error"/> tells; null while none does.</param>
    /// <param name="floor">The time that it is at least.</param>
    public KioskClock(TimeProvider time, Guid boot, Func<TimeSpan?> kernelError, DateTimeOffset floor)
    {
        (Time, Boot, _kernelError) = (time, boot, kernelError);
        _floor = (floor, Mono);
    }

    /// <summary>A clock that gives the wall clock's time and is believed as told: a simulated one.</summary>
    /// <param name="time">The clocks.</param>
    /// <param name="boot">The boot's id.</param>
    /// <param name="quality">Whether the wall clock can be believed just now.</param>
    public KioskClock(TimeProvider time, Guid boot, Func<ClockQuality> quality)
        : this(time, boot, () => null, DateTimeOffset.MinValue) => _told = quality;

    /// <summary>This machine's clock, for a command that looks at it for a moment.</summary>
    /// <param name="dataFolder">Where the floor is kept; it need not exist.</param>
    public static KioskClock OfThisMachine(string dataFolder) =>
        new(TimeProvider.System, SystemClock.BootId(), SystemClock.Error, ClockFloor.Open(dataFolder, ClockFloor.Built()).Time);

    /// <summary>For waits and timers.</summary>
    public TimeProvider Time { get; }

    /// <summary>This boot's random id.</summary>
    public Guid Boot { get; }

    /// <summary>Milliseconds since the boot; never jumps.</summary>
    public long Mono => (long)(Time.GetTimestamp() * (1000.0 / Time.TimestampFrequency));

    /// <summary>The wall clock, which nothing but a look for steps should read.</summary>
    public DateTimeOffset Wall => Time.GetUtcNow();

    /// <summary>This moment.</summary>
    public Stamp Now()
    {
        lock (_lock)
        {
            long mono = Mono;
            if (_told is { } told)
            {
                return new Stamp(Wall, told(), Boot, mono);
            }

            AskKernel(mono);
            var now = _estimate.At(mono) is { } known
                ? new Stamp(known.Time, known.IsGood ? ClockQuality.Synced : ClockQuality.Unsynced, Boot, mono) { Error = known.Error }
                : new Stamp(Later(Wall, FloorAt(mono)), ClockQuality.Unsynced, Boot, mono);
            _bootTimeGiven = now.Time.AddMilliseconds(-mono);
            return now;
        }
    }

    /// <summary>What the time rests on: <c>office</c>, <c>kernel</c>, or <c>none</c>.</summary>
    public string Source
    {
        get
        {
            lock (_lock)
            {
                return _told is { } told ? (told() == ClockQuality.Synced ? ClockSynced.Kernel : "none")
                    : _estimate.IsFromOffice ? ClockSynced.Office
                    : _estimate.At(0) is not null ? ClockSynced.Kernel
                    : "none";
            }
        }
    }

    /// <summary>The time that it is at least, now.</summary>
    public DateTimeOffset Floor
    {
        get
        {
            lock (_lock)
            {
                return FloorAt(Mono);
            }
        }
    }

    /// <summary>It is at least this late.</summary>
    public void RaiseFloor(DateTimeOffset time)
    {
        lock (_lock)
        {
            _floor = (Later(FloorAt(Mono), time), Mono);
        }
    }

    /// <summary>Hears a source of time.</summary>
    public void Hear(SyncPoint point)
    {
        lock (_lock)
        {
            var before = _estimate.At(point.Mono)?.Time.AddMilliseconds(-point.Mono) ?? _bootTimeGiven;
            if (_estimate.TryTake(point))
            {
                double offset = (point.BootTime - (before ?? point.BootTime)).TotalMilliseconds;
                _news.Enqueue(new ClockSynced(
                    point.FromOffice ? ClockSynced.Office : ClockSynced.Kernel, (long)offset, point.BootTime, (long)Math.Ceiling(point.Error.TotalMilliseconds)));
            }
        }
    }

    /// <summary>What was learnt and is not yet recorded; each is given once.</summary>
    public bool TryNews(out ClockSynced? news)
    {
        lock (_lock)
        {
            return _news.TryDequeue(out news);
        }
    }

    private void AskKernel(long mono)
    {
        if (_kernelError() is { } error)
        {
            Hear(new SyncPoint(mono, Wall.AddMilliseconds(-mono), error + KernelErrorMin, FromOffice: false));
        }
    }

    private DateTimeOffset FloorAt(long mono) => _floor.Time > DateTimeOffset.MinValue ? _floor.Time.AddMilliseconds(mono - _floor.Mono) : _floor.Time;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
