using StationKiosk.Hosting.Loops;
using System.Text.Json.Serialization.Metadata;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>What one connection does from its CONNACK to its end. All of it runs on the uplink's loop; only the waking comes from elsewhere.</summary>
internal sealed partial class UplinkSession(
    ILink link, StationId station, EventJournal journal, StationVoice voice, UplinkOptions options, KioskClock clock, ReceiptTime officeTime, UplinkStatus status, LoopRound round,
    Wake wake, Namesake namesake, ILogger log)
{
    /// <summary>Bytes of a publish packet besides its payload, at most: topic, properties, header.</summary>
    private const int PacketOverhead = 256;

    /// <summary>Occupancy at most once a second, and again before it goes stale.</summary>
    private readonly Periodic _occupancy = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    private readonly Periodic _health = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60));
    private readonly SendWindow _window = new(journal.Receipts, options.ReceiptWithin);
    private readonly SendPace _pace = new(link.UnacknowledgedMax);
    private readonly LinkLife _life = new(link.KeepAlive, clock.Mono);
    private readonly HashSet<long> _parked = [];
    private readonly Guid _epoch = journal.Epoch;
    private int _unacknowledged;
    private volatile LinkException? _failure;

    public void OccupancyChanged() => _occupancy.Change();

    public void HealthChanged() => _health.Change();

    /// <summary>Sends a range again. On the uplink's loop only, as a command is.</summary>
    public void Resend(SeqRange range) => _window.Resend(range);

    /// <summary>Asks for the network's lists anew: the broker answers a subscription with what it retained. On the uplink's loop only.</summary>
    public void Reload() => _ = AnsweredAsync(() => link.SubscribeAsync([Topics.NetworkFilter], CancellationToken.None));

    /// <summary>Runs until the connection is gone or the kiosk stops.</summary>
    /// <exception cref="LinkException">Why the connection is given up.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        namesake.Arrived(clock.Now().Time, isBack: status.Connections > 0);
        await AskForNamesakeAsync(stop);
        await link.SubscribeAsync([Topics.Of(station, StationTopic.Receipt), Topics.NetworkFilter, Topics.CommandFilter(station)], stop);
        await link.PublishAsync(Message(StationTopic.State, voice.State(true), ProtocolJson.Default.StationState), stop);
        status.Connected();
        log.LogInformation("uplink: connected, {Backlog} events wait", journal.Backlog);
        while (!stop.IsCancellationRequested)
        {
            round.Went();
            TakeReceived(stop);
            GiveUpIfDead();
            AskForLife(stop);
            SendEvents(stop);
            SaySnapshots(stop);
            await wake.WaitAsync(NextDeadline(), clock.Time, stop);
        }
    }

    /// <summary>Says goodbye, so that the office need not wait for the will.</summary>
    public async Task LeaveAsync(CancellationToken limit) =>
        await link.PublishAsync(Message(StationTopic.State, voice.State(false), ProtocolJson.Default.StationState), limit);

    private void TakeReceived(CancellationToken stop)
    {
        while (link.Received.TryRead(out var message))
        {
            _life.Heard(clock.Mono);
            if (message.Topic == Topics.Of(station, StationTopic.Receipt))
            {
                TakeReceipt(message);
            }
            else if (message.Topic == Topics.Of(station, StationTopic.State))
            {
                TakeState(message);
            }
            else if (message.Topic.StartsWith(Topics.CommandRoot(station), StringComparison.Ordinal))
            {
                Obey(message, stop);
            }
            else if (voice.Learn(message.Topic, message.Payload) is { } fault)
            {
                log.LogWarning("{Topic} was refused, the one before stays: {Fault}", message.Topic, fault);
            }
        }

        if (link.Received.Completion.IsCompleted)
        {
            throw link.Ended ?? new LinkException("the connection to the broker broke");
        }
    }

    /// <summary>A command is carried out once, however often it comes, and answered where our own answers go and nowhere else.</summary>
    private void Obey(LinkMessage message, CancellationToken stop)
    {
        string name = message.Topic[Topics.CommandRoot(station).Length..];
        string answers = Topics.Response(station, name);
        if (message.Retain || message.Request is not { } request || request.ResponseTopic != answers)
        {
            log.LogWarning("command {Name} passed over: it is retained, or asks for its answer elsewhere than on {Topic}", name, answers);
            return;
        }

        var answer = voice.Obey(name, message.Payload, request.Correlation);
        log.LogInformation("command {Name}: {Outcome}, {Said}", name, answer.Outcome, answer.Said);
        var payload = ProtocolJson.Bytes(answer, ProtocolJson.Default.CommandAnswer);
        Publish(new LinkMessage(answers, payload, Retain: false, Request: request with { ResponseTopic = null, ExpiresIn = null }), stop);
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
            throw link.Ended is { IsTakenOver: true } ended ? ended : failure;
        }

        if (_life.IsDead(clock.Mono))
        {
            throw new LinkException($"the broker has been silent for {_life.DeadAfter.TotalSeconds:0} s");
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

    private void AskForLife(CancellationToken stop)
    {
        if (_life.IsQuestionDue(clock.Mono))
        {
            _life.Asked(clock.Mono);
            _ = AnsweredAsync(() => link.PingAsync(stop));
        }
    }

    private void SendEvents(CancellationToken stop)
    {
        while (_unacknowledged < _pace.Room && _window.Next(journal.Receipts, journal.LastSeq, clock.Mono) is { } range)
        {
            var (payload, read) = ReadFitting(range);
            _window.Sent(read, clock.Mono, isAwaited: payload is not null);
            if (payload is not null)
            {
                Publish(new LinkMessage(Topics.Of(station, StationTopic.Events), payload.Bytes, Retain: false, payload.ContentEncoding), stop);
                officeTime.Sent(journal.Epoch, new SeqRange(read.From, read.To), clock.Mono);
                status.Sent((int)read.Count);
            }
        }
    }

    /// <summary>
    /// The beginning of a range as one message that the broker takes: a batch over its Maximum Packet Size is halved; a single event over it is
    /// parked until the next connection, stays in the journal, and holds nothing up.
    /// </summary>
    private (BatchPayload? Payload, SeqRange Read) ReadFitting(SeqRange range)
    {
        for (long from = range.From, to = range.To; from <= range.To;)
        {
            if (journal.ReadBatch(from, to) is not { } batch)
            {
                break;
            }

            var payload = BatchPayload.Of(batch.Json);
            if (payload.Bytes.Length + PacketOverhead <= link.PacketBytesMax)
            {
                return (payload, range with { To = batch.To });
            }

            if (batch.Count > 1)
            {
                to = batch.From + (batch.Count / 2) - 1;
            }
            else
            {
                Park(batch.From, payload.Bytes.Length);
                (from, to) = (batch.From + 1, range.To);
            }
        }

        return (null, range);
    }

    private void Park(long seq, int bytes)
    {
        if (_parked.Add(seq))
        {
            status.Parked = $"event {seq} has {bytes} bytes and the broker takes packets of {link.PacketBytesMax}: it stays here until the broker's max_packet_size is raised";
            log.LogWarning("{Parked}", status.Parked);
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
        var due = new[] { _occupancy.DueIn(clock.Mono), _health.DueIn(clock.Mono), _life.DeadIn(clock.Mono), round.ReportEvery, TimeSpan.FromSeconds(1) }.Min();
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
        long sent = clock.Mono;
        await AnsweredAsync(async () =>
        {
            await link.PublishAsync(message, stop);
            _pace.Answered(sent, clock.Mono);
        });
        Interlocked.Decrement(ref _unacknowledged);
        wake.Ring();
    }

    /// <summary>An answer of the broker is a sign of life; a failure is picked up by the loop.</summary>
    private async Task AnsweredAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            _life.Heard(clock.Mono);
        }
        catch (LinkException e)
        {
            _failure ??= e;
            wake.Ring();
        }
        catch (OperationCanceledException)
        {
            // The kiosk stops; the event stays in the journal.
        }
    }

    private LinkMessage Message<T>(StationTopic topic, T message, JsonTypeInfo<T> type) =>
        new(Topics.Of(station, topic), ProtocolJson.Bytes(message, type), Retain: true);
}
