using StationKiosk.EndToEnd.Tests.Provisioning.Machines;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.EndToEnd.Tests.Provisioning;

/// <summary>The packages on booted machines: Debian 12, systemd, mosquitto, programs that were compiled ahead of time.</summary>
[Collection(PublishTests.Compiles)]
public sealed class InstalledStationTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_package_and_a_code_make_a_station_whose_visits_arrive_also_after_its_power_was_cut()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(1, await network.VisitsAtOfficeAsync());

        await network.ScanAsync();
        await network.Station.CutPowerAsync();
        await network.Station.PowerOnAsync();
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(3, await network.VisitsAtOfficeAsync());
    }

    [SkippableFact]
    public async Task A_kiosk_that_hangs_is_started_anew()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.UntilAllIsWellAsync();
        // As shipped but for the time: nobody has to wait the whole minute.
        await network.Station.DoAsync("""
            mkdir -p /run/systemd/system/station-kiosk.service.d
            printf '[Service]\nWatchdogSec=5\n' >/run/systemd/system/station-kiosk.service.d/sooner.conf
            systemctl daemon-reload
            systemctl restart station-kiosk
            """);
        await network.UntilAllIsWellAsync();
        string hung = await network.KioskPidAsync();
        await network.Station.DoAsync($"kill -STOP {hung}");
        await Eventually.IsTrue(async () => await network.KioskPidAsync() is var now && now != hung && now != "0");
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        Assert.Contains("Watchdog timeout", await network.Station.DoAsync("journalctl --unit station-kiosk"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_upgrade_keeps_the_settings_the_identity_and_the_visits()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        string upgrade = await network.Packages.VariantAsync(network.Folder, "9.0.0", "echo '// New in this version.' >>etc/station-kiosk/kiosk.json");
        await network.Station.PutAsync(upgrade, "/root/upgrade.deb");
        await network.Station.DoAsync("dpkg --force-confdef --force-confold --install /root/upgrade.deb");

        Assert.Contains("/dev/ttyACM0", await network.Station.DoAsync("cat /etc/station-kiosk/kiosk.json"), StringComparison.Ordinal);
        Assert.Contains("New in this version", await network.Station.DoAsync("cat /etc/station-kiosk/kiosk.json.dpkg-dist"), StringComparison.Ordinal);
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(2, await network.VisitsAtOfficeAsync());
    }

    [SkippableFact]
    public async Task A_package_that_does_not_know_the_journal_is_refused_and_changes_nothing()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.UntilAllIsWellAsync();
        string before = await network.KioskPidAsync();
        string older = await network.Packages.VariantAsync(network.Folder, "0.0.1", "sed -i 's/-gt [0-9]*/-gt 0/' DEBIAN/preinst");
        await network.Station.PutAsync(older, "/root/older.deb");
        var refused = await network.Station.RunAsync("dpkg", "--install", "/root/older.deb");

        Assert.NotEqual(0, refused.Exit);
        Assert.Contains("nothing was changed. Install the newer package.", refused.Words, StringComparison.Ordinal);
        Assert.Equal("ii ", await network.Station.DoAsync("dpkg-query --show --showformat '${db:Status-Abbrev}' station-kiosk"));
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        Assert.Equal(before, await network.KioskPidAsync());
    }

    [SkippableFact]
    public async Task A_removal_keeps_the_visits_and_a_purge_gives_them_up_only_where_it_is_told_to()
    {
        const string Journal = "/var/lib/station-kiosk/journal.db";
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.UntilAllIsWellAsync();
        await network.Office.DoAsync("systemctl stop station-broker");
        await network.ScanAsync();

        Assert.Contains("events have no receipt from the office yet", (await network.Station.RunAsync("dpkg", "--remove", "station-kiosk")).Good(), StringComparison.Ordinal);
        Assert.Contains("the journal stays in /var/lib/station-kiosk", (await network.Station.RunAsync("dpkg", "--purge", "station-kiosk")).Good(), StringComparison.Ordinal);
        Assert.True(File.Exists(network.Station.PathOf(Journal)));
        Assert.False(Directory.Exists(network.Station.PathOf("/var/lib/station-kiosk/identity")));

        await network.Station.DoAsync("dpkg --install /root/kiosk.deb; echo journal=delete >/etc/station-kiosk/purge");
        Assert.Contains("WARNING: events without a receipt in the deleted journal", (await network.Station.RunAsync("dpkg", "--purge", "station-kiosk")).Good(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(network.Station.PathOf("/var/lib/station-kiosk")));
        Assert.False(Directory.Exists(network.Station.PathOf("/etc/station-kiosk")));
    }

    [SkippableFact]
    public async Task No_secret_is_in_a_log_or_a_process_list_and_two_devices_share_no_key()
    {
        await using var network = await InstalledNetwork.InstallAsync(output);
        string code = await network.NewCodeAsync();
        (await network.EnrolAsync(code)).Good();
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        const string Key = "sed -n '/BEGIN PRIVATE/,/END PRIVATE/{/PRIVATE/!p}' /var/lib/station-kiosk/identity/station.pem";
        string first = await network.Station.DoAsync(Key);
        foreach (var machine in new[] { network.Office, network.Station })
        {
            string told = await machine.DoAsync("journalctl --no-pager; cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
            Assert.NotEmpty(told);
            Assert.All(code.Split('-').Where(part => part.Length > 3), part => Assert.DoesNotContain(part, told, StringComparison.Ordinal));
            Assert.DoesNotContain("PRIVATE KEY", told, StringComparison.Ordinal);
            Assert.Empty(await machine.DoAsync("find / -xdev -type f -name '*.pem' -perm /o+r -exec grep -l 'PRIVATE KEY' {} + || true"));
        }

        await network.SwapStationAsync();
        (await network.EnrolAsync(await network.NewCodeAsync())).Good();
        string second = await network.Station.DoAsync(Key);
        Assert.NotEmpty(first);
        Assert.Empty(second.Split('\n', StringSplitOptions.RemoveEmptyEntries).Intersect(first.Split('\n')));
    }
}
