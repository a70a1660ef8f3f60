using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StationKiosk.TestKit;

/// <summary>
/// Ports of this machine for tests: below the range from which outgoing connections are served, so that none is taken meanwhile, and none given
/// twice, as most are given before anything listens at them.
/// </summary>
public static class LoopbackPort
{
    private const int First = 15_000, Last = 31_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int Free()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, Last);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                if (Given.TryAdd(port, true))
                {
                    return port;
                }
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }

    public static bool Answers(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
