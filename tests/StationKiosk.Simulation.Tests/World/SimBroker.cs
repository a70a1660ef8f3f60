using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>
/// A broker between kiosks and office that does all the bad things a broker may: it acknowledges and forgets, delivers twice, late, in another order, or
/// not at all, loses its retained messages, and is away.
/// </summary>
internal sealed class SimBroker(Random random, FaultCount faults)
{
    private readonly SortedDictionary<string, LinkMessage> _retained = new(StringComparer.Ordinal);
    private readonly List<SimLink> _links = [];
    private readonly List<LinkMessage> _queue = [];

    /// <summary>Whether it runs.</summary>
    public bool Up { get; private set; } = true;

    /// <summary>Whether a connection gets no answer.</summary>
    public bool Silent { get; set; }

    /// <summary>Whether an office is there to take what comes; what comes meanwhile is kept or not, as the broker likes.</summary>
    public bool OfficeIsThere { get; set; }

    /// <summary>Whether it does bad things of its own accord.</summary>
    public bool Behaves { get; set; }

    public IReadOnlyList<SimLink> Links => _links;

    public bool IsQuiet => _queue.Count == 0 && _links.TrueForAll(link => link.Up.Count == 0 && link.Down.Count == 0);

    public async Task<ILink> ConnectAsync(string station, LinkMessage will, TimeProvider time, CancellationToken stop)
    {
        if (Silent)
        {
            await Task.Delay(MqttLink.AnswerWithin, time, stop);
            throw new LinkException("the broker does not answer");
        }

        await Task.Yield();
        if (!Up)
        {
            throw new LinkException("no broker there");
        }

        // One client of a name: the newer takes over.
        _links.Find(link => link.Station == station)?.Cut();
        var link = new SimLink(station, will, time, Closed);
        link.Subscribed += Subscribed;
        _links.Add(link);
        return link;
    }

    /// <summary>Publishes for the office, retained.</summary>
    public void Publish(string topic, byte[] payload)
    {
        if (!Up)
        {
            return;
        }

        var message = new LinkMessage(topic, payload, Retain: true);
        _retained[topic] = message;
        foreach (var link in _links.Where(link => link.IsSubscribed && Hears(link, topic)))
        {
            if (Badly("broker: receipt lost", 0.05))
            {
                continue;
            }

            link.Down.Add(message with { Retain = false });
        }
    }

    /// <summary>Moves some of what waits on the connections.</summary>
    public void Step()
    {
        foreach (var link in _links.Where(link => !link.Frozen).ToList())
        {
            MoveUp(link);
            MoveDown(link);
        }
    }

    /// <summary>What an office gets now, at most this many; what it takes and does not store comes again or is forgotten, as the broker likes.</summary>
    public List<LinkMessage> Take(int most)
    {
        if (_queue.Count > 1 && Badly("broker: delivered in another order", 0.1))
        {
            int a = random.Next(_queue.Count), b = random.Next(_queue.Count);
            (_queue[a], _queue[b]) = (_queue[b], _queue[a]);
        }

        var taken = _queue.Take(most).ToList();
        _queue.RemoveRange(0, taken.Count);
        return taken;
    }

    /// <summary>An office went away with what it had taken and not acknowledged.</summary>
    public void Return(IReadOnlyList<LinkMessage> unacknowledged)
    {
        if (Badly("broker: unacknowledged forgotten", 0.5))
        {
            return;
        }

        _queue.InsertRange(0, unacknowledged);
    }

    /// <summary>Forgets what waits for the office: a queue that overflowed, or an office without a session.</summary>
    public void ForgetQueue()
    {
        faults.Caused("broker: queue forgotten");
        _queue.Clear();
    }

    public void Kill(bool forgetsRetained)
    {
        faults.Caused(forgetsRetained ? "broker: killed, retained forgotten" : "broker: killed");
        Up = false;
        _queue.Clear();
        _links.ToList().ForEach(link => link.Cut());
        if (forgetsRetained)
        {
            _retained.Clear();
        }
    }

    public void Start() => Up = true;

    private static bool Hears(SimLink link, string topic) =>
        topic == Topics.Of(StationId.Parse(link.Station), StationTopic.Receipt) || topic.StartsWith("network/", StringComparison.Ordinal);

    private void Subscribed(SimLink link) =>
        link.Down.AddRange(_retained.Values.Where(message => Hears(link, message.Topic)));

    private void Closed(SimLink link)
    {
        _links.Remove(link);
        if (Up)
        {
            Take(link.Will);
        }
    }

    private void MoveUp(SimLink link)
    {
        for (int count = Behaves ? link.Up.Count : random.Next(link.Up.Count + 1); count > 0 && !link.IsGone; count--)
        {
            var (message, taken) = link.Up[0];
            link.Up.RemoveAt(0);
            Take(message);
            if (Badly("broker: cut before its acknowledgement", 0.01))
            {
                taken.TrySetException(new LinkException("the connection to the broker broke"));
                link.Cut();
                return;
            }

            taken.TrySetResult();
        }
    }

    private void MoveDown(SimLink link)
    {
        if (link.Down.Count > 1 && Badly("broker: receipts in another order", 0.05))
        {
            link.Down.Reverse();
        }

        int count = Behaves ? link.Down.Count : random.Next(link.Down.Count + 1);
        foreach (var message in link.Down.Take(count).ToList())
        {
            link.Down.RemoveAt(0);
            link.Receive(message);
        }
    }

    private void Take(LinkMessage message)
    {
        if (message.Retain)
        {
            _retained[message.Topic] = message;
        }

        if (!OfficeIsThere && Badly("broker: dropped, no office there", 0.5))
        {
            return;
        }

        if (Badly("broker: acknowledged and lost", 0.02))
        {
            return;
        }

        _queue.Add(message with { Retain = false });
        if (Badly("broker: delivered twice", 0.03))
        {
            _queue.Insert(random.Next(_queue.Count), message with { Retain = false });
        }
    }

    private bool Badly(string kind, double chance)
    {
        if (Behaves || random.NextDouble() >= chance)
        {
            return false;
        }

        faults.Caused(kind);
        return true;
    }
}
