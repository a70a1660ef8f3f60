using System.IO.Ports;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.SerialScanner;

/// <summary>A scanner that sends what it reads over a serial line, most often a USB one (CDC).</summary>
/// <param name="name">Its name in the configuration.</param>
/// <param name="options">Which port.</param>
/// <param name="time">For the silence that ends a line.</param>
/// <param name="log">Refused lines.</param>
/// <param name="nearby">Of a module with a sensor before it: whether somebody is near; null for always.</param>
public sealed class SerialScanner(string name, SerialScannerOptions options, TimeProvider time, ILogger<SerialScanner> log, Nearby? nearby = null) : IScanner
{
    /// <summary>How long nothing may come before a line counts as ended: for scanners that send no line end.</summary>
    public static readonly TimeSpan LineSilence = TimeSpan.FromMilliseconds(100);

    private const int ChunkBytes = 256;

    private readonly RefusedLines _refused = new(name, $"check the cable and the baud rate {options.Baud}", time, log);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async Task ScanAsync(IScanSink sink, CancellationToken stop)
    {
        using var port = Open();
        sink.Ready();
        if (!options.IsModule)
        {
            await ReadAsync(port, replies: null, sink, stop);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var replies = new Gm65Replies();
        var reading = ReadAsync(port, replies, sink, end.Token);
        var duty = new Gm65Duty(options.Port, nearby ?? new Nearby(), replies, command => SendAsync(port, command), time).RunAsync(end.Token);
        var first = await Task.WhenAny(reading, duty);
        await end.CancelAsync();
        await Task.WhenAll(reading, duty).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task ReadAsync(SerialPort port, Gm65Replies? replies, IScanSink sink, CancellationToken stop)
    {
        var framer = new LineFramer();
        _refused.Begin();
        byte[] chunk = new byte[ChunkBytes];
        while (true)
        {
            // No token: SerialStream keeps a registration per read for as long as the token lives. Closing the port ends the read.
            var reading = port.BaseStream.ReadAsync(chunk, CancellationToken.None).AsTask();
            if (framer.IsInLine && !await HasComeAsync(reading, stop) && framer.Silence() is { } ended)
            {
                await sink.ReadAsync(ended, stop);
            }

            int read = await ReadAsync(reading, stop);
            foreach (string line in replies is null ? framer.Take(chunk.AsSpan(0, read)) : framer.Take(replies.Strip(chunk.AsSpan(0, read))))
            {
                await sink.ReadAsync(line, stop);
            }

            _refused.Count(framer.RefusedLines);
        }
    }

    private SerialPort Open()
    {
        string? path = UsbSerial.PathOf(options.Port);
        if (!File.Exists(path))
        {
            throw new DeviceException($"the scanner {options.Port} is not there: plug it in, and compare the name with ls /dev/serial/by-id");
        }

        var port = new SerialPort(path, options.Baud, Parity.None, 8, StopBits.One);
        try
        {
            port.Open();
            return port;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            port.Dispose();
            throw new DeviceException(
                $"the scanner {options.Port} cannot be opened ({e.Message.TrimEnd('.')}): check that it is a serial device, that the kiosk's user is in the group "
                + "dialout, and that no other program uses it",
                e);
        }
    }

    private async Task<bool> HasComeAsync(Task reading, CancellationToken stop)
    {
        await Task.WhenAny(reading, Task.Delay(LineSilence, time, stop));
        stop.ThrowIfCancellationRequested();
        return reading.IsCompleted;
    }

    // A port whose device is gone says so in several ways: an error, a closed stream, or nothing read.
    private async Task<int> ReadAsync(Task<int> reading, CancellationToken stop)
    {
        try
        {
            int read = await reading.WaitAsync(stop);
            return read > 0 ? read : throw new EndOfStreamException();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw Gone(e);
        }
    }

    private async Task SendAsync(SerialPort port, ReadOnlyMemory<byte> command)
    {
        try
        {
            await port.BaseStream.WriteAsync(command, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw Gone(e);
        }
    }

    private DeviceException Gone(Exception cause) => new DeviceException($"the scanner {options.Port} was unplugged or failed: plug it in again", cause);
}
