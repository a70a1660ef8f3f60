using StationKiosk.Hosting.Loops;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>
/// Brings the journal to the office over one connection after another. Nothing here decides whether an event is safe: that is the receipt's
/// word alone, so any connection may break at any point. See DESIGN.md.
/// </summary>
public sealed class UplinkLoop : IDisposable
{
    private static readonly TimeSpan GoodbyeWithin = TimeSpan.FromSeconds(2);

    private readonly StationId _station;
    private readonly EventJournal _journal;
    private readonly StationVoice _voice;
    private readonly Func<LinkMessage, CancellationToken, Task<ILink>> _connect;
    private readonly UplinkOptions _options;
    private readonly KioskClock _clock;
    private readonly UplinkStatus _status;
    private readonly LoopRound _round;
    private readonly ILogger<UplinkLoop> _log;
    private readonly Func<double> _random;
    private readonly Backoff _backoff;
    private readonly ReceiptTime _officeTime;
    private readonly Namesake _namesake;
    private readonly Wake _wake = new();
    private UplinkSession? _session;

    /// <param name="station">This station.</param>
    /// <param name="journal">What is to be brought.</param>
    /// <param name="voice">What else is said and heard.</param>
    /// <param name="connect">Makes a link, given the will.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="clock">The kiosk's time.</param>
    /// <param name="status">Told how it goes.</param>
    /// <param name="round">Told of each round.</param>
    /// <param name="random">Jitter, uniform in [0, 1).</param>
    /// <param name="log">Says when a connection came and went.</param>
    public UplinkLoop(
        StationId station, EventJournal journal, StationVoice voice, Func<LinkMessage, CancellationToken, Task<ILink>> connect, UplinkOptions options,
        KioskClock clock, UplinkStatus status, LoopRound round, Func<double> random, ILogger<UplinkLoop> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_station, _journal, _voice, _connect, _options, _clock, _status, _round, _log) = (station, journal, voice, connect, options, clock, status, round, log);
        _random = random;
        _backoff = new Backoff(options.RetryDelayMin, options.RetryDelayMax, random);
        _officeTime = new ReceiptTime(journal.Epoch, journal.LastSeq);
        _namesake = new Namesake(clock.Boot);
        _journal.Changed += _wake.Ring;
    }

    /// <summary>The occupancy changed; it is said within a second.</summary>
    public void OccupancyChanged()
    {
        _session?.OccupancyChanged();
        _wake.Ring();
    }

    /// <summary>Something about the device changed; it is said within two seconds.</summary>
    public void HealthChanged()
    {
        _session?.HealthChanged();
        _wake.Ring();
    }

    /// <summary>Sends a range again over the connection there is; for a command, on this loop.</summary>
    public void Resend(SeqRange range) => _session?.Resend(range);

    /// <summary>Asks the broker for the network's lists anew; for a command, on this loop.</summary>
    public void ReloadLists() => _session?.Reload();

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long began = _clock.Mono;
            try
            {
                await OneConnectionAsync(stop);
            }
            catch (Exception e) when (IsLoss(e))
            {
                Lost(e);
            }

            var wait = _backoff.Next(TimeSpan.FromMilliseconds(_clock.Mono - began));
            await WaitAsync(_namesake.IsKnown ? GiveWay() : wait, stop);
        }
    }

    /// <summary>
    /// Two devices with one identity must not throw each other out by turns: each waits about the longest delay before it comes back, and both are
    /// heard often enough for the office to see it.
    /// </summary>
    private TimeSpan GiveWay() => _options.RetryDelayMax * (0.5 + _random());

    /// <inheritdoc/>
    public void Dispose() => _journal.Changed -= _wake.Ring;

    private async Task OneConnectionAsync(CancellationToken stop)
    {
        var will = new LinkMessage(
            Topics.Of(_station, StationTopic.State), ProtocolJson.Bytes(_voice.State(false), ProtocolJson.Default.StationState), Retain: true);
        _namesake.Forget();
        await using var link = await _connect(will, stop);
        link.Received.Completion.GetAwaiter().OnCompleted(_wake.Ring);
        var session = new UplinkSession(link, _station, _journal, _voice, _options, _clock, _officeTime, _status, _round, _wake, _namesake, _log);
        _session = session;
        try
        {
            await session.RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await LeaveAsync(session);
            throw;
        }
        catch (Exception e) when (IsLoss(e))
        {
            // Said before the link is disposed of: a dead one keeps its goodbye for a second.
            Lost(e);
        }
        finally
        {
            _session = null;
        }
    }

    private static bool IsLoss(Exception e) => e is LinkException or IOException;

    /// <summary>Says it once, not with every try of a night without a network.</summary>
    private void Lost(Exception end)
    {
        if (end is LinkException { IsTakenOver: true })
        {
            _namesake.Told();
            _status.TakenOver();
        }

        string why = _namesake.IsKnown ? $"another device has connected under this station's name, and it is its turn now ({end.Message})" : end.Message;
        if (_status.Link.Why != why)
        {
            _log.LogWarning("no uplink: {Why}; trying again until there is one", why);
        }

        _status.Lost(why);
    }

    private async Task LeaveAsync(UplinkSession session)
    {
        using var limit = new CancellationTokenSource(GoodbyeWithin, _clock.Time);
        try
        {
            await session.LeaveAsync(limit.Token);
        }
        catch (Exception e) when (e is LinkException or OperationCanceledException)
        {
            _log.LogInformation("left without a goodbye: {Why}", e.Message);
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        for (long until = _clock.Mono + (long)wait.TotalMilliseconds; _clock.Mono < until;)
        {
            _round.Went();
            var slice = TimeSpan.FromMilliseconds(until - _clock.Mono);
            await Task.Delay(slice < _round.ReportEvery ? slice : _round.ReportEvery, _clock.Time, stop);
        }
    }
}
