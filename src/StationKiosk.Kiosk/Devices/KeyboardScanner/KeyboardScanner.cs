using Microsoft.Win32.SafeHandles;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.KeyboardScanner;

/// <summary>A scanner that types what it reads, as most do when they leave the factory (USB HID keyboard).</summary>
public sealed class KeyboardScanner : IScanner
{
    /// <summary>How long nothing may come before a line counts as ended: for scanners that send no Enter. A scanner types a key in 1 to 8 ms.</summary>
    public static readonly TimeSpan LineSilence = TimeSpan.FromMilliseconds(100);

    private const int EventsAtOnce = 64;

    private readonly KeyboardScannerOptions _options;
    private readonly RefusedLines _refused;
    private readonly Func<string, SafeFileHandle> _open;

    /// <param name="name">Its name in the configuration.</param>
    /// <param name="options">Which device.</param>
    /// <param name="time">How often refused lines are logged.</param>
    /// <param name="log">Refused lines.</param>
    public KeyboardScanner(string name, KeyboardScannerOptions options, TimeProvider time, ILogger<KeyboardScanner> log)
        : this(name, options, time, log, KeyboardDevice.Open)
    {
    }

    internal KeyboardScanner(string name, KeyboardScannerOptions options, TimeProvider time, ILogger<KeyboardScanner> log, Func<string, SafeFileHandle> open)
    {
        (Name, _options, _open) = (name, options, open);
        _refused = new RefusedLines(name, "set the scanner to the layout that Layout names", time, log);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task ScanAsync(IScanSink sink, CancellationToken stop)
    {
        using var device = new PolledFile(_open(_options.Port));
        sink.Ready();
        var typing = new KeyTyping(_options.Layout);
        _refused.Begin();
        byte[] events = new byte[InputEvent.Bytes * EventsAtOnce];
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            int read = await ReadAsync(device, events);
            foreach (string line in read == 0 ? Silence(typing) : Lines(typing, events.AsMemory(0, read)))
            {
                await sink.ReadAsync(line, stop);
            }

            _refused.Count(typing.RefusedLines);
        }
    }

    private async Task<int> ReadAsync(PolledFile device, byte[] events)
    {
        try
        {
            return await device.ReadAsync(events, LineSilence);
        }
        catch (IOException e)
        {
            throw new DeviceException($"the scanner {_options.Port} was unplugged or failed ({e.Message.TrimEnd('.')}): plug it in again", e);
        }
    }

    private static IEnumerable<string> Silence(KeyTyping typing) => typing.Silence() is { } line ? [line] : [];

    /// <summary>The kernel hands over whole events only.</summary>
    private static IEnumerable<string> Lines(KeyTyping typing, ReadOnlyMemory<byte> events)
    {
        for (int at = 0; at + InputEvent.Bytes <= events.Length; at += InputEvent.Bytes)
        {
            if (typing.Take(InputEvent.Read(events.Span[at..])) is { } line)
            {
                yield return line;
            }
        }
    }
}
