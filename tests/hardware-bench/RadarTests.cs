using System.Globalization;

namespace StationKiosk.HardwareBench;

/// <summary>A presence radar on a USB serial line.</summary>
[Collection(HardwareTests.Name)]
public sealed class RadarTests(BenchStation station)
{
    [SkippableFact]
    public async Task Somebody_before_the_radar_is_presence_until_nobody_is_and_silence_is_said()
    {
        await station.NeedAsync();
        await ReportAsync(target: 2, centimetres: 150);
        await LevelIsAsync("available");
        await ReportAsync(target: 0, centimetres: 0);
        await LevelIsAsync("empty");
        await station.Guest.DoAsync("systemctl stop radar");
        await station.UntilAsync("radar", "absent");
        await LevelIsAsync("unknown");
    }

    /// <summary>Ten reports a second, as of an LD2410 in basic mode (its protocol V1.02, 2.3.2).</summary>
    private Task<string> ReportAsync(byte target, byte centimetres)
    {
        byte[] frame = [0xF4, 0xF3, 0xF2, 0xF1, 13, 0, 2, 0xAA, target, 0, 0, 0, centimetres, 0, 50, centimetres, 0, 0x55, 0, 0xF8, 0xF7, 0xF6, 0xF5];
        string text = string.Concat(frame.Select(value => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}")));
        return station.Guest.DoAsync($"""
            systemctl stop radar 2>/dev/null || true
            systemd-run --quiet --unit radar bash -c "exec <>/dev/ttyGS1 >&0; stty raw -echo; while printf '{text}'; do sleep 0.1; done"
            """);
    }

    private Task LevelIsAsync(string level) =>
        Patiently.UntilAsync(async () => (await station.ZoneAsync("seats")).GetProperty("level").GetString() == level, what: $"the seats are {level}");
}
