using StationKiosk.Office.Intake;
using StationKiosk.Hosting.Loops;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Network;

/// <summary>
/// Publishes what every kiosk needs to verify and decide offline: keys, revocations, revoked cards and policy, retained. Again when any of it
/// changes, by whatever process; with every connection; and once an hour, so that a kiosk knows that its lists still hold.
/// </summary>
public sealed class NetworkLoop(
    OfficeLink link, OfficeStore store, KeyFolder keys, PolicyOptions policy, LoopRounds rounds, TimeProvider time, ILogger<NetworkLoop> log)
    : BackgroundService
{
    /// <summary>How often the store and the key folder are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The lists are confirmed at least this often; well below what makes a kiosk doubt them.</summary>
    public static readonly TimeSpan ConfirmEvery = TimeSpan.FromHours(1);

    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(60);

    private readonly LoopRound _round = rounds.Register("network", RoundMax);
    private readonly Dictionary<string, (string Content, int Connection, long At)> _published = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            _round.Went();
            try
            {
                if (link.IsConnected)
                {
                    await PublishAll(stoppingToken);
                }
            }
            catch (StoreUnavailableException e)
            {
                log.LogError("{Fault} The lists are published later; kiosks keep those they have", e.Message);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PublishAll(CancellationToken stop)
    {
        var known = keys.Keys();
        var revoked = store.Read(tables => tables.Revocations.All()).ToLookup(revocation => revocation.Kind, revocation => revocation.Id);
        if (known.Count > 0)
        {
            // An empty list would turn every worker away; without a key the kiosks keep the list they have.
            await Publish(Topics.Keys, at => ProtocolJson.Bytes(new KeyList(at, known), ProtocolJson.Default.KeyList), stop);
        }

        await Publish(
            Topics.Revocations,
            at => ProtocolJson.Bytes(
                new RevocationList(at, [.. revoked[Revocable.Badge]], [.. revoked[Revocable.Subject]]), ProtocolJson.Default.RevocationList),
            stop);
        await Publish(Topics.Cards, at => ProtocolJson.Bytes(new CardList(at, [.. revoked[Revocable.Card]]), ProtocolJson.Default.CardList), stop);
        await Publish(
            Topics.Policy,
            at => ProtocolJson.Bytes(
                new NetworkPolicy(at, (int?)policy.Debounce?.TotalSeconds, (int?)policy.ListsStaleAfter?.TotalSeconds, []), ProtocolJson.Default.NetworkPolicy),
            stop);
    }

    private async Task Publish(string topic, Func<DateTimeOffset, byte[]> write, CancellationToken stop)
    {
        string content = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(write(default)));
        int connection = link.Connections;
        if (_published.TryGetValue(topic, out var last) && last.Content == content && last.Connection == connection && time.GetElapsedTime(last.At) < ConfirmEvery)
        {
            return;
        }

        if (await link.PublishRetained(topic, write(time.GetUtcNow()), stop) is { } fault)
        {
            log.LogWarning("{Topic} not published: {Fault}; tried again in {Interval}", topic, fault, Interval);
            return;
        }

        _published[topic] = (content, connection, time.GetTimestamp());
    }
}
