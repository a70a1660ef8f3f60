using System.Threading.Channels;

namespace StationKiosk.Hosting.Loops;

/// <summary>Waits with a limit, so that a loop which waits still reports its rounds.</summary>
public static class LoopWaits
{
    /// <summary>Whether there is something to read; false where the limit passed first.</summary>
    public static async Task<bool> WaitAtMostAsync<T>(this ChannelReader<T> reader, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.TryPeek(out _))
        {
            return true;
        }

        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            return await reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
