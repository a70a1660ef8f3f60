using StationKiosk.Kiosk.Health;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Health;

/// <summary>The host's truths, read from a /sys and /proc that the test lays out as a Raspberry Pi and a PC have them.</summary>
public sealed class HostTruthsTests : IDisposable
{
    private const string Throttled = "sys/devices/platform/soc/soc:firmware/get_throttled";

    private static readonly StationHealth Healthy = new(
        new DateTimeOffset(2026, 11, 22, 14, 5, 9, TimeSpan.Zero), "1", Guid.Empty, 1, new JournalHealth(Guid.Empty, 1, 0, null, null),
        new ClockHealth(ClockQuality.Synced, "kernel", null), new StorageHealth(5_000_000_000, 8_000_000_000), [], [], 48, null, null);

    private readonly TempFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("0", false, false, false)]
    [InlineData("50005", true, true, true)]
    [InlineData("10000", false, true, false)]
    [InlineData("80000", false, false, true)]
    public void The_firmwares_bits_tell_of_now_and_of_since_the_boot(string bits, bool now, bool sinceBoot, bool hot)
    {
        Lay(Throttled, bits);
        Assert.Equal(new PowerTruth(Known: true, now, sinceBoot, hot), Host.Power());
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public void A_board_without_those_bits_tells_by_its_voltage_alarm(string alarm, bool weak)
    {
        Lay("sys/class/hwmon/hwmon0/name", "cpu_thermal");
        Lay("sys/class/hwmon/hwmon1/in0_lcrit_alarm", alarm);
        Assert.Equal(new PowerTruth(Known: true, weak, WeakSinceBoot: false, SlowedByHeat: false), Host.Power());
    }

    [Fact]
    public void What_the_host_does_not_tell_is_unknown_and_never_well()
    {
        Assert.Equal((null, null, null), (Host.CpuTemperature(), Host.WatchdogArmed(), Host.ReadOnly("/data")));
        Assert.False(Host.Power().Known);
        var parts = DeviceTruths.OfHost(HostHealth.Of(Host, "/data"), celsius: null);
        Assert.All(parts, part => Assert.Equal(TruthState.Unknown, part.State));
    }

    [Fact]
    public void A_weak_supply_a_hot_processor_and_an_idle_watchdog_are_told_with_their_remedies()
    {
        Lay(Throttled, "1");
        Lay("sys/class/thermal/thermal_zone0/temp", "81500");
        Lay("sys/class/watchdog/watchdog0/state", "inactive");
        var parts = DeviceTruths.OfHost(HostHealth.Of(Host, "/data"), Host.CpuTemperature());
        Assert.Equal(
            ["too weak right now", "82 °C: too hot", "not armed: a hung machine stays hung"], parts.Select(part => PanelData.Words.Say(part.Finding, TimeZoneInfo.Utc)));
        Assert.Equal([TruthState.Bad, TruthState.Warn, TruthState.Warn], parts.Select(part => part.State));
        Assert.All(parts, part => Assert.NotNull(part.Remedy));
    }

    [Fact]
    public void Storage_that_went_read_only_is_broken_whatever_room_it_has()
    {
        Lay("proc/self/mounts", "/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n/dev/mmcblk0p3 /var/lib/station-kiosk ext4 ro,noatime 0 0\n");
        Assert.True(Host.ReadOnly("/var/lib/station-kiosk"));
        Assert.False(Host.ReadOnly("/var/lib"));
        Assert.Equal((TruthState.Bad, "went read-only after an error"), Part("part.storage", HostHealth.Of(Host, "/var/lib/station-kiosk"), Healthy));
    }

    [Fact]
    public void Errors_that_the_file_system_recorded_are_told_on_the_page_and_to_the_office()
    {
        Lay("proc/self/mounts", "/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n/dev/mmcblk0p3 /var/lib/station-kiosk ext4 rw,noatime 0 0\n");
        Lay("sys/fs/ext4/mmcblk0p2/errors_count", "7");
        Lay("sys/fs/ext4/mmcblk0p3/errors_count", "0");
        Assert.Null(Host.StorageFault("/var/lib/station-kiosk"));
        Lay("sys/fs/ext4/mmcblk0p3/errors_count", "3");
        Assert.Equal("the file system has recorded 3 errors; replace the card", Host.StorageFault("/var/lib/station-kiosk"));
        Assert.Equal((TruthState.Warn, "has recorded 3 errors"), Part("part.storage", HostHealth.Of(Host, "/var/lib/station-kiosk"), Healthy));
    }

    [Theory]
    [InlineData(31, TruthState.Ok)]
    [InlineData(29, TruthState.Warn)]
    [InlineData(-1, TruthState.Bad)]
    public void A_certificate_is_told_of_a_month_before_it_ends(int days, TruthState state) =>
        Assert.Equal(state, Part("part.certificate", HostHealth.Of(Host, "/"), Healthy with { CertificateExpires = Healthy.At.AddDays(days) }).State);

    [Theory]
    [InlineData(ClockQuality.Synced, null, TruthState.Ok)]
    [InlineData(ClockQuality.Synced, 121_000L, TruthState.Warn)]
    [InlineData(ClockQuality.Unsynced, null, TruthState.Warn)]
    public void A_clock_that_nobody_set_or_that_differs_from_the_offices_is_told(ClockQuality quality, long? offset, TruthState state) =>
        Assert.Equal(state, Part("part.clock", HostHealth.Of(Host, "/"), Healthy with { Clock = new ClockHealth(quality, "kernel", offset) }).State);

    private HostTruths Host => new(_root.Path);

    private static (TruthState State, string Finding) Part(string what, HostHealth host, StationHealth health)
    {
        var part = DeviceTruths.Of(health, host, new LinkTruth(null, default)).Single(each => each.What == what);
        return (part.State, PanelData.Words.Say(part.Finding, TimeZoneInfo.Utc));
    }

    private void Lay(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[file])!);
        File.WriteAllText(_root[file], $"{text}\n");
    }
}
