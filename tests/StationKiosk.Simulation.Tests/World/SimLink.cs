using System.Threading.Channels;
using StationKiosk.Kiosk.Uplink;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>A kiosk's connection to the simulated broker. Nothing moves on it until the broker takes a step.</summary>
internal sealed class SimLink(string station, LinkMessage will, TimeProvider time, Action<SimLink> closed) : ILink
{
    private readonly Channel<LinkMessage> _received = Channel.CreateUnbounded<LinkMessage>();

    public string Station => station;

    public LinkMessage Will => will;

    /// <summary>Published by the kiosk, not yet with the broker.</summary>
    public List<(LinkMessage Message, TaskCompletionSource Taken)> Up { get; } = [];

    /// <summary>Sent by the broker, not yet with the kiosk.</summary>
    public List<LinkMessage> Down { get; } = [];

    /// <summary>The connection stands and nothing gets through, either way.</summary>
    public bool Frozen { get; set; }

    public bool IsSubscribed { get; private set; }

    public bool IsGone { get; private set; }

    ChannelReader<LinkMessage> ILink.Received => _received.Reader;

    int ILink.UnacknowledgedMax => MqttLink.UnacknowledgedDefault;

    long ILink.PacketBytesMax => uint.MaxValue;

    public TimeSpan KeepAlive { get; } = TimeSpan.FromSeconds(30);

    LinkException? ILink.Ended => null;

    public async Task PingAsync(CancellationToken stop)
    {
        ThrowIfGone();
        if (Frozen)
        {
            await Task.Delay(KeepAlive * 1.5, time, stop);
            throw new LinkException("the broker gives no sign of life");
        }
    }

    public async Task SubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop)
    {
        await Task.Yield();
        ThrowIfGone();
        IsSubscribed = true;
        Subscribed?.Invoke(this);
    }

    /// <summary>Raised when the kiosk asked for its topics.</summary>
    public event Action<SimLink>? Subscribed;

    public async Task PublishAsync(LinkMessage message, CancellationToken stop)
    {
        ThrowIfGone();
        var taken = new TaskCompletionSource();
        Up.Add((message, taken));
        try
        {
            await taken.Task.WaitAsync(MqttLink.AnswerWithin, time, stop);
        }
        catch (TimeoutException e)
        {
            throw new LinkException("the broker does not answer", e);
        }
    }

    /// <summary>Hands the kiosk a message.</summary>
    public void Receive(LinkMessage message) => _received.Writer.TryWrite(message);

    /// <summary>The connection is gone, with all that was on it.</summary>
    public void Cut()
    {
        if (IsGone)
        {
            return;
        }

        IsGone = true;
        Down.Clear();
        var lost = Up.ToList();
        Up.Clear();
        lost.ForEach(each => each.Taken.TrySetException(new LinkException("the connection to the broker broke")));
        _received.Writer.TryComplete();
        closed(this);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private void ThrowIfGone()
    {
        if (IsGone)
        {
            throw new LinkException("the connection to the broker broke");
        }
    }
}
