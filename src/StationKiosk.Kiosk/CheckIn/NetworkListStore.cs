using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>
/// Keeps what the office said on <c>network/…</c>, one file a list, so that a kiosk which starts without a network still knows it. A list that
/// cannot be read is refused and the one before stays.
/// </summary>
public sealed class NetworkListStore
{
    private readonly string _folder;
    private readonly KioskClock _clock;
    private readonly Lock _lock = new();
    private NetworkLists _lists = NetworkLists.None;
    private (DateTimeOffset Time, long? Mono)? _confirmed;

    /// <summary>Reads what an earlier run kept.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="clock">For how old the lists are.</param>
    public NetworkListStore(string folder, KioskClock clock)
    {
        (_folder, _clock) = (folder, clock);
        foreach (string topic in (string[])[Topics.Keys, Topics.Revocations, Topics.Cards, Topics.Policy])
        {
            string file = FileOf(topic);
            if (File.Exists(file) && Take(topic, File.ReadAllBytes(file)) is null && topic == Topics.Keys)
            {
                _confirmed = (new DateTimeOffset(File.GetLastWriteTimeUtc(file)), null);
            }
        }
    }

    /// <summary>The lists as of now.</summary>
    /// <param name="staleAfter">Unconfirmed for this long, they are in doubt, unless the network's policy says otherwise.</param>
    public NetworkLists Current(TimeSpan staleAfter)
    {
        lock (_lock)
        {
            var limit = _lists.Policy?.ListsStaleAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : staleAfter;
            return _lists with { InDoubt = Age() is not { } age || age > limit };
        }
    }

    /// <summary>Takes a list from the office.</summary>
    /// <returns>Null, or why it was refused; the list before stays then.</returns>
    public string? Receive(string topic, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        lock (_lock)
        {
            if (Take(topic, payload) is { } fault)
            {
                return fault;
            }

            Keep(topic, payload);
            if (topic == Topics.Keys)
            {
                _confirmed = (_clock.Now().Time, _clock.Mono);
            }

            return null;
        }
    }

    /// <summary>How long ago the keys were confirmed; null where that cannot be told.</summary>
    private TimeSpan? Age()
    {
        var now = _clock.Now();
        return _confirmed switch
        {
            { Mono: { } mono } => TimeSpan.FromMilliseconds(now.Mono - mono),
            { } before when now.IsGoodTo(BadgeVerifier.ClockHoldsWithin) => now.Time - before.Time,
            _ => null,
        };
    }

    private string? Take(string topic, byte[] payload)
    {
        switch (topic)
        {
            case Topics.Keys:
                return Read(payload, ProtocolJson.Default.KeyList, out var keys) ?? TakeKeys(keys!);
            case Topics.Revocations:
                if (Read(payload, ProtocolJson.Default.RevocationList, out var revoked) is { } fault)
                {
                    return fault;
                }

                _lists = _lists with { RevokedBadges = Set(revoked!.Badges), RevokedSubjects = Set(revoked.Subjects) };
                return null;
            case Topics.Cards:
                string? cardFault = Read(payload, ProtocolJson.Default.CardList, out var cards);
                _lists = cardFault is null ? _lists with { RevokedCards = Set(cards!.Revoked) } : _lists;
                return cardFault;
            case Topics.Policy:
                string? policyFault = Read(payload, ProtocolJson.Default.NetworkPolicy, out var policy);
                _lists = policyFault is null ? _lists with { Policy = policy } : _lists;
                return policyFault;
            default:
                return "no list of this version";
        }
    }

    private string? TakeKeys(KeyList list)
    {
        var keys = new Dictionary<string, ECDsa>(StringComparer.Ordinal);
        try
        {
            foreach (var key in list.Keys)
            {
                keys[key.Kid] = IssuerKeys.Import(key);
            }
        }
        catch (FormatException e)
        {
            return e.Message;
        }

        _lists = _lists with { Keys = keys };
        return null;
    }

    private static string? Read<T>(byte[] payload, JsonTypeInfo<T> type, out T? list)
        where T : class => ProtocolJson.TryRead(payload, type, out list, out string? fault) ? null : fault;

    private static HashSet<string> Set(IReadOnlyList<string> items) => new(items, StringComparer.Ordinal);

    private string FileOf(string topic) => Path.Combine(_folder, topic.Replace('/', '-') + ".json");

    /// <summary>Replaces the file as a whole: a power cut leaves the old list or the new one. Unchanged text is not written again, but for its time.</summary>
    private void Keep(string topic, byte[] payload)
    {
        string file = FileOf(topic);
        string next = file + ".new";
        try
        {
            using (var stream = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                stream.Write(payload);
                stream.Flush(flushToDisk: true);
            }

            File.Move(next, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The list holds in memory; a kiosk that restarts before its disk has room again treats the older one as what it is: older.
        }
    }
}
