using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.SerialScanner;

/// <summary>Has a GM65 module read while somebody is near, and sleep while nobody is.</summary>
/// <param name="port">For the sentence where it does not answer.</param>
/// <param name="nearby">Whether somebody is.</param>
/// <param name="replies">What the module has replied; read by another loop.</param>
/// <param name="sendAsync">Sends a command.</param>
/// <param name="time">For the times between.</param>
internal sealed class Gm65Duty(string port, Nearby nearby, Gm65Replies replies, Func<ReadOnlyMemory<byte>, Task> sendAsync, TimeProvider time)
{
    /// <summary>Told to read again this often: sooner than a module gives up by itself (5 s as it leaves the factory).</summary>
    public static readonly TimeSpan TriggerEvery = TimeSpan.FromSeconds(2);

    /// <summary>It sleeps this long after nobody was near: who looks for their badge stands still.</summary>
    public static readonly TimeSpan AwakeFor = TimeSpan.FromSeconds(20);

    /// <summary>How long a module takes to wake up.</summary>
    public static readonly TimeSpan WakesWithin = TimeSpan.FromMilliseconds(100);

    /// <summary>Commands in a row that may go without a reply; then it counts as absent: on a UART nothing else shows that its cable is out.</summary>
    public const int SilencesMax = 3;

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="DeviceException">The module does not reply.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await sendAsync(Gm65.Wake);
            await Task.Delay(WakesWithin, time, stop);
            await sendAsync(Gm65.CommandMode);
            await ReadAsync(stop);
            await sendAsync(Gm65.Sleep);
            await nearby.SomebodyAsync().WaitAsync(stop);
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        long seen = time.GetTimestamp();
        for (int silences = 0; time.GetElapsedTime(seen) < AwakeFor;)
        {
            long before = replies.Count;
            await sendAsync(Gm65.Trigger);
            await Task.Delay(TriggerEvery, time, stop);
            silences = replies.Count > before ? 0 : silences + 1;
            if (silences >= SilencesMax)
            {
                throw new DeviceException($"the scanner {port} replies to no command: check its supply, that its RX goes to our TX, and that Baud and Module are its own");
            }

            seen = nearby.IsSomebody ? time.GetTimestamp() : seen;
        }
    }
}
