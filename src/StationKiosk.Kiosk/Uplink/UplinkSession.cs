using StationKiosk.Hosting.Loops;
using System.Text.Json.Serialization.Metadata;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>What one connection does from its CONNACK to its end. All of it runs on the uplink's loop; only the waking comes from elsewhere.</summary>
internal sealed class UplinkSession(
    ILink link, StationId station, EventJournal journal, StationVoice voice, UplinkOptions options, KioskClock clock, ReceiptTime officeTime, UplinkStatus status, LoopRound round,
    Wake wake, ILogger log)
{
    /// <summary>Occupancy at most once a second, and again before it goes stale.</summary>
    private readonly Periodic _occupancy = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    private readonly Periodic _health = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60));
    private readonly SendWindow _window = new(journal.Receipts, options.ReceiptWithin);
    private readonly Guid _epoch = journal.Epoch;
    private int _unacknowledged;
    private volatile LinkException? _failure;

    public void OccupancyChanged() => _occupancy.Change();

    public void HealthChanged() => _health.Change();

    /// <summary>Runs until the connection is gone or the kiosk stops.</summary>
    /// <exception cref="LinkException">Why the connection is given up.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await link.SubscribeAsync([Topics.Of(station, StationTopic.Receipt), Topics.NetworkFilter], stop);
        await link.PublishAsync(Message(StationTopic.State, voice.State(true), ProtocolJson.Default.StationState), stop);
        status.Connected();
        log.LogInformation("uplink: connected, {Backlog} events wait", journal.Backlog);
        while (!stop.IsCancellationRequested)
        {
            round.Went();
            TakeReceived();
            GiveUpIfDead();
            SendEvents(stop);
            SaySnapshots(stop);
            await wake.WaitAsync(NextDeadline(), clock.Time, stop);
        }
    }

    /// <summary>Says goodbye, so that the office need not wait for the will.</summary>
    public async Task LeaveAsync(CancellationToken limit) =>
        await link.PublishAsync(Message(StationTopic.State, voice.State(false), ProtocolJson.Default.StationState), limit);

    private void TakeReceived()
    {
        while (link.Received.TryRead(out var message))
        {
            if (message.Topic == Topics.Of(station, StationTopic.Receipt))
            {
                TakeReceipt(message);
            }
            else if (voice.Learn(message.Topic, message.Payload) is { } fault)
            {
                log.LogWarning("{Topic} was refused, the one before stays: {Fault}", message.Topic, fault);
            }
        }

        if (link.Received.Completion.IsCompleted)
        {
            throw new LinkException("the connection to the broker broke");
        }
    }

    private void TakeReceipt(LinkMessage message)
    {
        if (!ProtocolJson.TryRead(message.Payload, ProtocolJson.Default.Receipt, out var receipt, out string? fault))
        {
            log.LogWarning("a receipt cannot be read: {Fault}", fault);
            return;
        }

        if (!journal.Receive(receipt))
        {
            log.LogWarning(
                "a receipt for epoch {Epoch} through {Through} is not for this journal ({OwnEpoch}, last {Last})", receipt.Epoch, receipt.Through, journal.Epoch, journal.LastSeq);
            return;
        }

        _window.Receipted(journal.Receipts, fresh: !message.Retain);
        if (!message.Retain)
        {
            status.Receipted();
            status.OfficeOffset = (long)(receipt.ServerTime - clock.Wall).TotalMilliseconds;
            if (officeTime.Received(receipt, clock.Mono) is { } point)
            {
                clock.Hear(point);
            }
        }
    }

    private void GiveUpIfDead()
    {
        if (_failure is { } failure)
        {
            throw failure;
        }

        if (journal.Epoch != _epoch)
        {
            throw new LinkException("the journal was replaced: the new one begins with a connection of its own");
        }

        if (_window.IsStalled(clock.Mono))
        {
            throw new LinkException($"the office has sent no receipt for {options.ReceiptWithin.TotalSeconds:0} s");
        }
    }

    private void SendEvents(CancellationToken stop)
    {
        while (_unacknowledged < link.UnacknowledgedMax && _window.Next(journal.Receipts, journal.LastSeq, clock.Mono) is { } range)
        {
            var batch = journal.ReadBatch(range.From, range.To);
            _window.Sent(range with { To = batch?.To ?? range.To }, clock.Mono);
            if (batch is not null)
            {
                var payload = BatchPayload.Of(batch.Json);
                Publish(new LinkMessage(Topics.Of(station, StationTopic.Events), payload.Bytes, Retain: false, payload.ContentEncoding), stop);
                officeTime.Sent(journal.Epoch, range with { To = batch.To }, clock.Mono);
                status.Sent(batch.Count);
            }
        }
    }

    private void SaySnapshots(CancellationToken stop)
    {
        if (_occupancy.DueIn(clock.Mono) == TimeSpan.Zero)
        {
            _occupancy.Said(clock.Mono);
            Publish(Message(StationTopic.Occupancy, voice.Occupancy(), ProtocolJson.Default.StationOccupancy), stop);
        }

        if (_health.DueIn(clock.Mono) == TimeSpan.Zero)
        {
            _health.Said(clock.Mono);
            Publish(Message(StationTopic.Health, voice.Health(), ProtocolJson.Default.StationHealth), stop);
        }
    }

    private TimeSpan NextDeadline()
    {
        var due = new[] { _occupancy.DueIn(clock.Mono), _health.DueIn(clock.Mono), round.ReportEvery, TimeSpan.FromSeconds(1) }.Min();
        return due > TimeSpan.Zero ? due : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Publishes without waiting; a failure is picked up by the loop.</summary>
    private void Publish(LinkMessage message, CancellationToken stop)
    {
        Interlocked.Increment(ref _unacknowledged);
        _ = PublishAsync(message, stop);
    }

    private async Task PublishAsync(LinkMessage message, CancellationToken stop)
    {
        try
        {
            await link.PublishAsync(message, stop);
        }
        catch (LinkException e)
        {
            _failure = e;
        }
        catch (OperationCanceledException)
        {
            // The kiosk stops; the event stays in the journal.
        }

        Interlocked.Decrement(ref _unacknowledged);
        wake.Ring();
    }

    private LinkMessage Message<T>(StationTopic topic, T message, JsonTypeInfo<T> type) =>
        new(Topics.Of(station, topic), ProtocolJson.Bytes(message, type), Retain: true);
}
