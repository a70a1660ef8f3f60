namespace StationKiosk.HardwareBench;

/// <summary>A read-only system with a data partition as Debian's own kernel and udev start it, on a machine of its own.</summary>
public sealed class ReadOnlySystemTests
{
    /// <summary>What udev calls <see cref="EmptyDisk"/>'s partition by its place.</summary>
    private const string ByPlace = "/dev/disk/by-partuuid/5ca1ab1e-01";

    [SkippableFact]
    public async Task A_read_only_system_keeps_its_visits_over_hard_resets_also_where_the_data_partition_lost_its_superblock()
    {
        var station = new BenchStation();
        try
        {
            await station.NeedAsync();
            await ScanAsync(station);
            await station.Guest.DoAsync("""
                mkfs.ext4 -q -L STATIONDATA /dev/vdb1
                udevadm trigger --settle /dev/vdb1
                echo '/dev/vda / ext4 defaults 0 1' >/etc/fstab
                station-kiosk-read-only setup
                """);
            Assert.Contains($"{ByPlace} /var/lib/station-data ext4", await station.Guest.DoAsync("cat /etc/fstab"), StringComparison.Ordinal);
            await station.Guest.StartAnewAsync();
            await ScanAsync(station);
            Assert.Equal("no\n", await station.Guest.DoAsync("touch /etc/x 2>/dev/null && echo yes || echo no"));

            // The kernel's own copy of it goes with the reset.
            await station.Guest.DoAsync("dd if=/dev/zero of=/dev/vdb1 bs=1024 seek=1 count=1 oflag=direct,sync conv=notrunc status=none");
            await station.Guest.StartAnewAsync();
            await station.UntilAnswersAsync();
            Assert.Contains("trying backup blocks", await station.Guest.DoAsync("journalctl --unit station-kiosk-data"), StringComparison.Ordinal);
            await ScanAsync(station);
            Assert.Equal(3, await station.VisitsAsync());
        }
        finally
        {
            await station.DisposeAsync();
        }
    }

    private static async Task ScanAsync(BenchStation station)
    {
        await station.UntilAnswersAsync();
        await station.UntilAsync("door", "ok");
        long before = await station.VisitsAsync();
        await station.ShowAsync($"{station.NewBadge()}\r");
        await Patiently.UntilAsync(async () => await station.VisitsAsync() == before + 1);
    }
}
