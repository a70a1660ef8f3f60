using System.Collections.Concurrent;
using System.Threading.Channels;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Stations;

namespace StationKiosk.Office.Live;

/// <summary>One server-sent event.</summary>
/// <param name="Name"><c>snapshot</c>, <c>station</c>, <c>totals</c> or <c>visit</c>.</param>
/// <param name="Data">JSON in one line.</param>
/// <param name="Station">The station it is about; null where it is about all.</param>
public sealed record LiveEvent(string Name, byte[] Data, string? Station = null)
{
    /// <summary>The name of the event that carries the totals.</summary>
    public const string Totals = "totals";
}

/// <summary>One page that listens.</summary>
public sealed class LiveClient(Scope scope)
{
    /// <summary>Events waiting for one page; beyond it they are thrown away and the page gets a fresh snapshot.</summary>
    public const int WaitingMax = 256;

    private readonly Channel<LiveEvent> _waiting = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    private volatile bool _fellBehind;

    /// <summary>The stations that the page may show.</summary>
    public Scope Scope => scope;

    /// <summary>What waits for the page.</summary>
    public ChannelReader<LiveEvent> Waiting => _waiting.Reader;

    /// <summary>Whether events were lost since the last call; what waited is thrown away then.</summary>
    public bool TakeFellBehind()
    {
        if (!_fellBehind)
        {
            return false;
        }

        _fellBehind = false;
        while (_waiting.Reader.TryRead(out _))
        {
            // What a snapshot says anew.
        }

        return true;
    }

    internal void Send(LiveEvent live)
    {
        if (!_waiting.Writer.TryWrite(live))
        {
            _fellBehind = true;
        }
    }
}

/// <summary>Hands what is new to every page that listens; never waits for one.</summary>
public sealed class LiveFeed
{
    /// <summary>Pages that may listen at one time; one more is answered 503.</summary>
    public const int ClientsMax = 200;

    /// <summary>Visits of one transaction sent one by one; a backlog that arrives at once shows in the figures only.</summary>
    public const int VisitsPerGroupMax = 20;

    private readonly ConcurrentDictionary<LiveClient, bool> _clients = new();

    /// <summary>Whether anybody listens.</summary>
    public bool HasClients => !_clients.IsEmpty;

    /// <summary>A page begins to listen; null where too many do.</summary>
    public LiveClient? Join(Scope scope)
    {
        var client = new LiveClient(scope);
        return _clients.Count < ClientsMax && _clients.TryAdd(client, value: true) ? client : null;
    }

    /// <summary>A page has gone.</summary>
    public void Leave(LiveClient client) => _clients.TryRemove(client, out _);

    /// <summary>A transaction of the intake is committed.</summary>
    public void Stored(IntakeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!HasClients)
        {
            return;
        }

        foreach (var visit in result.Visits.TakeLast(VisitsPerGroupMax))
        {
            Send(new LiveEvent("visit", OfficeJson.Bytes(visit, OfficeJson.Default.LiveVisit), visit.Station));
        }
    }

    /// <summary>Sends to every page that may show it.</summary>
    public void Send(LiveEvent live)
    {
        foreach (var client in _clients.Keys.Where(client => live.Station is null || client.Scope.Sees(live.Station)))
        {
            client.Send(live);
        }
    }
}
