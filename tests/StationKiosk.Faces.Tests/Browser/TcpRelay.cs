using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using StationKiosk.TestKit;

namespace StationKiosk.Faces.Tests.Browser;

/// <summary>The network between a page and its program, on loopback: it can be cut and mended while both run.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly int _port = LoopbackPort.Free(), _target;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private TcpListener? _listener;

    public TcpRelay(int target)
    {
        _target = target;
        Mend();
    }

    public Uri Address => new($"http://127.0.0.1:{_port}/");

    /// <summary>Every connection breaks, and none can be made.</summary>
    public void Cut()
    {
        _listener?.Stop();
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }
    }

    /// <summary>Connections can be made again.</summary>
    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task RelayAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            _open[near] = _open[far] = true;
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut, or the page went.
            }

            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }
}
