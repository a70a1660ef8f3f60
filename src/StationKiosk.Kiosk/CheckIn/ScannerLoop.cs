using System.Threading.Channels;
using StationKiosk.Kiosk.Clock;
using StationKiosk.Kiosk.Health;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>Keeps one scanner reading: reports it absent when it fails and opens it again, and does not hear one that babbles.</summary>
public sealed class ScannerLoop(IScanner scanner, ChannelWriter<Scan> scans, DeviceRegister devices, KioskClock clock) : IScanSink
{
    /// <summary>How soon a failed scanner is opened again: a replugged one is back within two seconds.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Why one is muted.</summary>
    private const string Babbles = "it sends texts that are no badge, or one text over and over: turn its continuous mode off, or clear what is before it";

    private readonly Babble _babble = new();

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        devices.Report(scanner.Name, DeviceKind.Reader, DeviceState.Starting);
        while (true)
        {
            try
            {
                await scanner.ScanAsync(this, stop);
            }
            catch (DeviceException e)
            {
                devices.Report(scanner.Name, DeviceKind.Reader, DeviceState.Absent, e.Message);
            }

            await Task.Delay(RetryAfter, clock.Time, stop);
        }
    }

    /// <inheritdoc/>
    public void Ready() => devices.Report(scanner.Name, DeviceKind.Reader, DeviceState.Ok);

    /// <inheritdoc/>
    public ValueTask ReadAsync(string text, CancellationToken stop)
    {
        bool heard = _babble.Takes(text, clock.Mono);
        devices.Report(scanner.Name, DeviceKind.Reader, heard ? DeviceState.Ok : DeviceState.Muted, heard ? null : Babbles);
        return heard ? scans.WriteAsync(new Scan(text, scanner.Name, clock.Now()), stop) : ValueTask.CompletedTask;
    }
}
