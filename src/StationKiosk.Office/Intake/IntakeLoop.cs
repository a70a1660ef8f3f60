using System.Threading.Channels;
using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Live;
using StationKiosk.Office.Storage;
using StationKiosk.Office.Usage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Intake;

/// <summary>
/// Takes all that waits, stores it in one transaction, and only then acknowledges it to the broker, publishes the receipts and tells the
/// live feed. A store that cannot write makes it wait and try the same group again: nothing is acknowledged meanwhile.
/// </summary>
public sealed class IntakeLoop(
    OfficeLink link, OfficeStore store, BadgeCheck badges, LiveFeed feed, IntakeCounters counters, LocalDays days, LoopRounds rounds,
    TimeProvider time, ILogger<IntakeLoop> log) : BackgroundService
{
    /// <summary>Messages of one transaction; more wait for the next.</summary>
    public const int GroupMessagesMax = 500;

    /// <summary>Bytes of one transaction's messages; more wait for the next.</summary>
    public const int GroupBytesMax = 16 * 1024 * 1024;

    /// <summary>Alarms logged of one group; the rest are counted.</summary>
    public const int AlarmsLoggedMax = 10;

    /// <summary>A round that takes longer is not going round.</summary>
    public static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(60);

    /// <summary>A store that cannot write is tried again after no longer than this.</summary>
    public static readonly TimeSpan StoreRetryDelayMax = TimeSpan.FromSeconds(2);

    private readonly LoopRound _round = rounds.Register("intake", RoundMax);
    private bool _announcementIsDue;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connection = link.RunAsync(stoppingToken);
        var intake = RunAsync(stoppingToken);
        await await Task.WhenAny(connection, intake);
        await Task.WhenAll(connection, intake);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                _round.Went();
                if (await SomethingWaits(stop) || _announcementIsDue)
                {
                    await TakeGroup(stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: what was not stored was not acknowledged.
        }
    }

    private async Task<bool> SomethingWaits(CancellationToken stop)
    {
        using var idle = new CancellationTokenSource(_round.ReportEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, stop);
        try
        {
            return await link.Incoming.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task TakeGroup(CancellationToken stop)
    {
        var (group, connected) = Drain(link.Incoming);
        if (group.Count > 0)
        {
            var result = await Store(group, stop);
            await Acknowledge(group, stop);
            await Publish(result.Receipts, stop);
            await CatchUp(result.Receipts, stop);
            counters.Committed(result, group.Count);
            LogAlarms(result.Alarms);
            feed.Stored(result);
        }

        _announcementIsDue |= connected;
        if (_announcementIsDue)
        {
            await Announce(stop);
        }
    }

    /// <summary>The broker may have lost what it retained: every station's receipt once more.</summary>
    private async Task Announce(CancellationToken stop)
    {
        try
        {
            await Publish([.. store.Read(tables => Receipts.Current(tables, time.GetUtcNow())).Select(pair => (pair.Key, pair.Value))], stop);
            _announcementIsDue = false;
        }
        catch (StoreUnavailableException e)
        {
            log.LogError("{Fault} The receipts are published later", e.Message);
        }
    }

    private static (List<Incoming> Group, bool Connected) Drain(ChannelReader<LinkEvent> incoming)
    {
        var group = new List<Incoming>();
        bool connected = false;
        for (int bytes = 0; group.Count < GroupMessagesMax && bytes < GroupBytesMax && incoming.TryRead(out var next);)
        {
            if (next is Incoming message)
            {
                group.Add(message);
                bytes += message.Payload.Length;
            }
            else
            {
                connected = true;
            }
        }

        return (group, connected);
    }

    private async Task<IntakeResult> Store(List<Incoming> group, CancellationToken stop)
    {
        var backoff = new Backoff(OfficeLink.RetryDelayMin, StoreRetryDelayMax, Random.Shared.NextDouble);
        while (true)
        {
            try
            {
                return store.Write(tables =>
                {
                    var book = new IntakeBook(tables, badges, time.GetUtcNow());
                    group.ForEach(book.Enter);
                    return new MonthlyVisits(tables.Visits, days).AddTo(book.Close());
                });
            }
            catch (StoreUnavailableException e)
            {
                counters.StoreFailed();
                var wait = backoff.Next(TimeSpan.Zero);
                log.LogError("{Fault} Nothing is acknowledged; next try in {Wait}", e.Message, wait);
                await Task.Delay(wait, time, stop);
            }
        }
    }

    private static async Task Acknowledge(List<Incoming> group, CancellationToken stop)
    {
        // An acknowledgement that fails is no loss: the message comes again and is known.
        foreach (var message in group)
        {
            await message.Acknowledge(stop);
        }
    }

    /// <summary>
    /// Where another collector stored something meanwhile, its receipt may have been published before ours, which says less and is retained: the last word has to be what the store
    /// holds. Whoever publishes looks again afterwards, so the last of all receipts is as new as the last commit.
    /// </summary>
    private async Task CatchUp(List<(string Station, Receipt Receipt)> published, CancellationToken stop)
    {
        while (link.IsOneOfMany && published.Count > 0 && !stop.IsCancellationRequested)
        {
            published = Newer(published);
            await Publish(published, stop);
        }
    }

    private List<(string Station, Receipt Receipt)> Newer(IReadOnlyList<(string Station, Receipt Receipt)> published)
    {
        try
        {
            return store.Read(tables => published
                .Select(each => (each.Station, Receipt: Receipts.Of(tables.Epochs.Open(each.Station, each.Receipt.Epoch), tables, time.GetUtcNow())))
                .Where(each => !published.Any(old => old.Station == each.Station && IsSame(old.Receipt, each.Receipt)))
                .ToList());
        }
        catch (StoreUnavailableException)
        {
            // The next commit publishes what is true then.
            return [];
        }
    }

    private static bool IsSame(Receipt one, Receipt other) => one.Epoch == other.Epoch && one.Through == other.Through
        && one.Missing.SequenceEqual(other.Missing) && one.Quarantined.SequenceEqual(other.Quarantined);

    private async Task Publish(IReadOnlyCollection<(string Station, Receipt Receipt)> receipts, CancellationToken stop)
    {
        string?[] faults = await Task.WhenAll(receipts.Select(each => link.PublishRetained(
            Topics.Of(StationId.Parse(each.Station), StationTopic.Receipt), ProtocolJson.Bytes(each.Receipt, ProtocolJson.Default.Receipt), stop)));
        counters.Published(faults.Count(fault => fault is null));
        if (faults.FirstOrDefault(fault => fault is not null) is { } fault && !stop.IsCancellationRequested)
        {
            log.LogWarning("{Count} receipts not published: {Fault}; they are published again with the next connection", faults.Count(each => each is not null), fault);
        }
    }

    private void LogAlarms(List<string> alarms)
    {
        foreach (string alarm in alarms.Take(AlarmsLoggedMax))
        {
            log.LogWarning("{Alarm}", alarm);
        }

        if (alarms.Count > AlarmsLoggedMax)
        {
            log.LogWarning("and {Count} more such", alarms.Count - AlarmsLoggedMax);
        }
    }
}
