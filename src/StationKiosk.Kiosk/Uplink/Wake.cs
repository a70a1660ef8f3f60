using StationKiosk.Hosting.Loops;
using System.Threading.Channels;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>Wakes one waiting loop; rung many times before it looks, it wakes once.</summary>
public sealed class Wake
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes the loop, now or when it next waits. From any thread; never blocks.</summary>
    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Waits until rung, at most this long.</summary>
    public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        if (limit > TimeSpan.Zero && await _rung.Reader.WaitAtMostAsync(limit, time, stop))
        {
            _rung.Reader.TryRead(out _);
        }
    }
}
