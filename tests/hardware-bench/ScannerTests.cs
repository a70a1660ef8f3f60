using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.HardwareBench;

/// <summary>USB scanners, serial and keyboard, plugged into the kernel's own host controller.</summary>
[Collection(HardwareTests.Name)]
public sealed class ScannerTests(BenchStation station, ITestOutputHelper output)
{
    private const string SerialScanner = "/dev/serial/by-id/usb-Bench_scanner_1-if00";
    private const string KeyboardScanner = "/dev/input/by-id/usb-Bench_keyboard_1-event-kbd";

    private static readonly TimeSpan AbsentWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public Task A_badge_before_the_serial_scanner_is_a_visit() => IsAVisitAsync("door", station.ShowAsync);

    [SkippableFact]
    public Task A_badge_before_the_keyboard_scanner_is_a_visit() => IsAVisitAsync("desk", TypeAsync);

    [SkippableFact]
    public Task A_serial_scanner_pulled_out_in_the_midst_of_a_scan_is_said_and_is_back() => IsBackAsync("door", "scanner", SerialScanner, station.ShowAsync);

    [SkippableFact]
    public Task A_keyboard_scanner_pulled_out_in_the_midst_of_a_scan_is_said_and_is_back() => IsBackAsync("desk", "keyboard", KeyboardScanner, TypeAsync);

    private async Task IsAVisitAsync(string reader, Func<string, Task> showAsync)
    {
        await station.NeedAsync();
        await station.UntilAsync(reader, "ok");
        await CountsOnceAsync(station.NewBadge(), await station.VisitsAsync(), showAsync);
    }

    private async Task IsBackAsync(string reader, string plug, string link, Func<string, Task> showAsync)
    {
        await station.NeedAsync();
        await station.UntilAsync(reader, "ok");
        long before = await station.VisitsAsync();
        string badge = station.NewBadge();
        await showAsync(badge[..(badge.Length / 2)]);

        double pulled = await station.Guest.NumberAsync($"date +%s.%N; hardware unplug {plug}");
        double absent = await station.UntilAsync(reader, "absent") - pulled;
        await station.Guest.DoAsync($"hardware plug {plug}; for i in $(seq 600); do [ -e {link} ] && break; sleep 0.1; done");
        // From when the kernel shows it: how long a device takes to enumerate is its own matter.
        double plugged = await station.Guest.NumberAsync($"stat -c %.Z {link}");
        double back = await station.UntilAsync(reader, "ok") - plugged;
        output.WriteLine($"{reader}: absent after {absent:0.0} s, back after {back:0.0} s");
        Assert.InRange(absent, 0, AbsentWithin.TotalSeconds);
        Assert.InRange(back, -0.5, BackWithin.TotalSeconds);

        await CountsOnceAsync(badge, before, showAsync);
    }

    /// <summary>
    /// Shows a badge until it counts, as a worker does. Once is enough, but where the guest is starved: a kernel whose buffer of keys runs over makes a hole,
    /// and a line with a hole is dropped. However often it is shown, it is one visit.
    /// </summary>
    private async Task CountsOnceAsync(string badge, long before, Func<string, Task> showAsync)
    {
        int shown = 0;
        await Patiently.UntilAsync(async () =>
        {
            shown++;
            await showAsync(badge + "\r");
            return await IsAnsweredAsync(before + 1);
        });
        output.WriteLine($"counted when it was shown {shown} times");
        Assert.Equal(before + 1, await station.VisitsAsync());
    }

    private async Task<bool> IsAnsweredAsync(long visits)
    {
        try
        {
            await Eventually.IsTrue(async () => await station.VisitsAsync() >= visits, AnsweredWithin);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task TypeAsync(string text)
    {
        await station.Guest.PutAsync("/root/keys", [.. text.SelectMany(HidReports.Press)]);
        await station.Guest.DoAsync($"dd if=/root/keys of=/dev/hidg0 bs={HidReports.Bytes} status=none");
    }
}
