using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Devices.SerialScanner;
using StationKiosk.Kiosk.Health;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Serial;

public sealed class SerialScannerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PseudoTerminal _line = new();
    private readonly RecordingSink _sink = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _line.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_badge_is_read_with_and_without_a_line_end()
    {
        var scanning = Scanner(_line.Path).ScanAsync(_sink, _stop.Token);
        await ReadyAsync(_sink, scanning);
        _line.Write("SK1WITH\r\n"u8);
        await ReadAsync(_sink, scanning, "SK1WITH");
        _line.Write("SK1WITHOUT"u8);
        await ReadAsync(_sink, scanning, "SK1WITH", "SK1WITHOUT");
        await StopAsync(scanning);
    }

    [Fact]
    public async Task Noise_on_the_line_is_no_scan_and_the_next_badge_is_read()
    {
        var scanning = Scanner(_line.Path).ScanAsync(_sink, _stop.Token);
        await ReadyAsync(_sink, scanning);
        byte[] noise = new byte[20_000];
        new Random(1).NextBytes(noise);
        _line.Write([.. noise.Select(value => (byte)(value | 0x80)), (byte)'\r', .. "SK1AFTER\r"u8]);
        await ReadAsync(_sink, scanning, "SK1AFTER");
        await StopAsync(scanning);
    }

    [Fact]
    public async Task A_scanner_that_is_unplugged_is_said_and_read_again_when_it_is_back()
    {
        string byId = _folder["usb-scanner"];
        File.CreateSymbolicLink(byId, _line.Path);
        var scanner = Scanner(byId);
        var scanning = scanner.ScanAsync(_sink, _stop.Token);
        await ReadyAsync(_sink, scanning);
        _line.Unplug();
        await Eventually.IsTrue(() => scanning.IsCompleted, TimeSpan.FromSeconds(10));
        var fault = await Assert.ThrowsAsync<DeviceException>(() => scanning);
        Assert.Equal($"the scanner {byId} was unplugged or failed: plug it in again", fault.Message);

        using var again = new PseudoTerminal();
        File.Delete(byId);
        File.CreateSymbolicLink(byId, again.Path);
        var sink = new RecordingSink();
        scanning = scanner.ScanAsync(sink, _stop.Token);
        await ReadyAsync(sink, scanning);
        again.Write("SK1BACK\n"u8);
        await ReadAsync(sink, scanning, "SK1BACK");
        await StopAsync(scanning);
    }

    [Fact]
    public async Task A_port_that_is_not_there_is_said_with_what_to_do()
    {
        var fault = await Assert.ThrowsAsync<DeviceException>(() => Scanner(_folder["none"]).ScanAsync(_sink, _stop.Token));
        Assert.Equal($"the scanner {_folder["none"]} is not there: plug it in, and compare the name with ls /dev/serial/by-id", fault.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_serial_port_is_said()
    {
        await File.WriteAllTextAsync(_folder["file"], "SK1FILE\r");
        var fault = await Assert.ThrowsAsync<DeviceException>(() => Scanner(_folder["file"]).ScanAsync(_sink, _stop.Token));
        Assert.Contains("cannot be opened", fault.Message, StringComparison.Ordinal);
        Assert.False(_sink.IsReady);
    }

    [Fact]
    public void Settings_that_cannot_be_used_are_all_named()
    {
        Assert.Equal(["Port", "Baud"], FaultsOf(new() { ["Port"] = "ttyACM0", ["Baud"] = "9601" }));
        Assert.Equal(["Module", "WakeBy"], FaultsOf(new() { ["Port"] = "/dev/ttyACM0", ["Module"] = "gm99", ["WakeBy"] = "nobody" }));
        Assert.Equal(["WakeBy"], FaultsOf(new() { ["Port"] = "/dev/ttyACM0", ["WakeBy"] = "ceiling" }));
        Assert.Empty(FaultsOf(new() { ["Port"] = "/dev/ttyACM0", ["Module"] = "gm65", ["WakeBy"] = "ceiling" }));
    }

    private static IEnumerable<string> FaultsOf(Dictionary<string, string?> settings)
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        SerialScannerOptions.Read(reader, ["ceiling"]);
        return reader.Faults.Select(fault => fault.Key);
    }

    private static Kiosk.Devices.SerialScanner.SerialScanner Scanner(string port) =>
        new("door", new SerialScannerOptions(port), TimeProvider.System, NullLogger<Kiosk.Devices.SerialScanner.SerialScanner>.Instance);

    private static async Task ReadyAsync(RecordingSink sink, Task scanning)
    {
        await Eventually.IsTrue(() => sink.IsReady || scanning.IsCompleted);
        Assert.False(scanning.IsFaulted, scanning.Exception?.ToString());
    }

    private static async Task ReadAsync(RecordingSink sink, Task scanning, params string[] texts)
    {
        await Eventually.IsTrue(() => sink.Texts.Count >= texts.Length || scanning.IsCompleted);
        Assert.Equal(texts, sink.Texts);
    }

    private async Task StopAsync(Task scanning)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scanning);
    }
}
