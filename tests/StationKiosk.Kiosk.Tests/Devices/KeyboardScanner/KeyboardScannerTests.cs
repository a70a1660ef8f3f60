using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Kiosk.Devices.KeyboardScanner;
using StationKiosk.Kiosk.Health;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Keyboard;

/// <summary>On a named pipe that gives what the kernel's input device gives. That the device is held alone is shown where there is one.</summary>
public sealed class KeyboardScannerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingSink _sink = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_badge_is_read_with_and_without_Enter_and_a_scanner_pulled_out_is_said()
    {
        string path = _folder["event-kbd"];
        using (var make = Process.Start("mkfifo", path))
        {
            await make.WaitForExitAsync();
        }

        await using var keys = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        var scanning = Scanner(path, KeyboardDevice.OpenShared).ScanAsync(_sink, _stop.Token);
        await keys.WriteAsync((byte[])[.. Keys.Type("SK1WITH"), .. Keys.Press(Keys.Enter)]);
        await ReadAsync(scanning, "SK1WITH");
        await keys.WriteAsync(Keys.Type("SK1WITHOUT"));
        await ReadAsync(scanning, "SK1WITH", "SK1WITHOUT");
        keys.Close();
        await Eventually.IsTrue(() => scanning.IsCompleted);
        var fault = await Assert.ThrowsAsync<DeviceException>(() => scanning);
        Assert.Contains("was unplugged", fault.Message, StringComparison.Ordinal);
        Assert.Contains("plug it in again", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scanner_that_is_not_there_is_said_with_what_to_do()
    {
        var fault = await Assert.ThrowsAsync<DeviceException>(() => Scanner(_folder["none"], KeyboardDevice.Open).ScanAsync(_sink, _stop.Token));
        Assert.Equal($"the scanner {_folder["none"]} is not there: plug it in, and compare the name with ls /dev/input/by-id", fault.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_input_device_is_said_and_not_read()
    {
        await File.WriteAllBytesAsync(_folder["file"], Keys.Type("SK1FILE"));
        var fault = await Assert.ThrowsAsync<DeviceException>(() => Scanner(_folder["file"], KeyboardDevice.Open).ScanAsync(_sink, _stop.Token));
        Assert.Contains("is no input device", fault.Message, StringComparison.Ordinal);
        Assert.False(_sink.IsReady);
    }

    private static KeyboardScanner Scanner(string path, Func<string, Microsoft.Win32.SafeHandles.SafeFileHandle> open) =>
        new("door", new KeyboardScannerOptions(path, KeyMap.Us), TimeProvider.System, NullLogger<KeyboardScanner>.Instance, open);

    private async Task ReadAsync(Task scanning, params string[] texts)
    {
        await Eventually.IsTrue(() => _sink.Texts.Count >= texts.Length || scanning.IsCompleted);
        Assert.Equal(texts, _sink.Texts);
    }
}
