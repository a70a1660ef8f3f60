using StationKiosk.EndToEnd.Tests.Provisioning.Machines;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.EndToEnd.Tests.Provisioning;

/// <summary>A read-only system with a data partition, on a booted machine: ext4 on a loop device, mounted and checked as on a card.</summary>
[Collection(PublishTests.Compiles)]
public sealed class ReadOnlyTests(ITestOutputHelper output)
{
    private const string Missing = "Nobody can check in: the data partition is missing. Restart the kiosk; if it comes again, replace the card.";

    [SkippableFact]
    public async Task A_read_only_station_keeps_visits_settings_and_identity_over_power_cuts_and_nothing_else_can_be_written()
    {
        await using var disk = await DataDisk.MakeAsync();
        await using var network = await SetUpAsync(disk);
        Assert.Contains("Read-only file system", await FailureAsync(network, "touch /usr/bin/x"), StringComparison.Ordinal);
        Assert.Contains("Read-only file system", await FailureAsync(network, "touch /etc/x"), StringComparison.Ordinal);
        await network.ScanAsync();
        // The certificate anew, and the settings that name it: as on any station.
        (await network.EnrolAsync(await network.NewCodeAsync())).Good();
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await StartAnewAsync(network);
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(4, await network.VisitsAtOfficeAsync());
        Assert.Contains("ro", (await network.Station.DoAsync("findmnt --noheadings --output OPTIONS /")).Split(','));
    }

    [SkippableFact]
    public async Task A_read_only_system_is_writable_for_as_long_as_a_command_runs_and_for_good_when_it_is_told_to()
    {
        await using var disk = await DataDisk.MakeAsync();
        await using var network = await SetUpAsync(disk);
        Assert.Equal(7, (await network.Station.RunAsync("station-kiosk-read-only", "writable", "sh", "-c", "touch /etc/x && exit 7")).Exit);
        Assert.Contains("Read-only file system", await FailureAsync(network, "rm /etc/x"), StringComparison.Ordinal);
        (await network.Station.RunAsync("station-kiosk-read-only", "off")).Good();
        await StartAnewAsync(network);
        await network.Station.DoAsync("rm /etc/x");
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(2, await network.VisitsAtOfficeAsync());
    }

    [SkippableFact]
    public async Task A_damaged_data_partition_is_mended_and_a_missing_one_is_said_with_its_remedy_and_never_answered_from_elsewhere()
    {
        await using var disk = await DataDisk.MakeAsync();
        await using var network = await SetUpAsync(disk);
        await network.Station.CutPowerAsync();
        await disk.TakeOutAsync();
        await network.Station.PowerOnAsync();
        await Eventually.IsTrue(async () => (await PageAsync(network, "/door")).StartsWith("HTTP/1.1 503", StringComparison.Ordinal));
        Assert.Contains(Missing, await PageAsync(network, "/door"), StringComparison.Ordinal);
        var status = await network.Station.RunAsync("station-kiosk", "status");
        Assert.Equal((1, $"{Missing}\n"), (status.Exit, status.Words));
        Assert.Contains($"WRONG storage: {Missing}", await FailureAsync(network, "station-kiosk doctor"), StringComparison.Ordinal);
        Assert.False(File.Exists(network.Station.PathOf("/var/lib/station-kiosk/journal.db")), "a journal was begun on the system's own partition");

        await disk.PutInAsync();
        await network.Station.DoAsync("systemctl restart station-kiosk-data");
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();

        await network.Station.CutPowerAsync();
        await disk.TakeOutAsync();
        await disk.LoseSuperblockAsync();
        await disk.PutInAsync();
        await network.Station.PowerOnAsync();
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(3, await network.VisitsAtOfficeAsync());
        Assert.Contains("trying backup blocks", await network.Station.DoAsync("journalctl --unit station-kiosk-data"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_release_is_installed_on_a_read_only_system_or_gone_back_from_and_it_is_read_only_again()
    {
        await using var disk = await DataDisk.MakeAsync();
        await using var network = await SetUpAsync(disk);
        await network.MakeReleaseKeyAsync();
        // A stick is mounted; nothing else could be put there.
        await network.Station.DoAsync("mount -t tmpfs tmpfs /media");
        await network.ToStickAsync(await network.SignedAsync("9.0.0"));
        output.WriteLine((await network.Station.RunAsync("station-kiosk-update", "/media/release.deb")).Good());
        Assert.Equal("9.0.0", await network.VersionAsync());
        Assert.Contains("Read-only file system", await FailureAsync(network, "touch /usr/bin/x"), StringComparison.Ordinal);

        await network.AskOftenAsync();
        await network.OfficeAsync($"update offer {await network.SignedAsync("9.0.1", "printf '#!/bin/sh\\nexit 1\\n' >usr/lib/station-kiosk/station-kiosk")} --ring 9");
        await network.UntilUpdaterSaysAsync("9.0.1 does not get ready: going back");
        await network.UntilUpdaterSaysAsync("9.0.0 is back");
        await Eventually.IsTrue(async () => (await network.Station.RunAsync("touch", "/usr/bin/x")).Words.Contains("Read-only file system", StringComparison.Ordinal));
        Assert.Equal("9.0.0", await network.VersionAsync());
        await network.UntilAllIsWellAsync();
        await StartAnewAsync(network);
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(2, await network.VisitsAtOfficeAsync());
    }

    /// <summary>A station with one visit, which is then made read-only and started anew.</summary>
    private async Task<InstalledNetwork> SetUpAsync(DataDisk disk)
    {
        var network = await InstalledNetwork.EnrolledAsync(output, disk.OptionAs(DataDisk.ByPlace));
        try
        {
            await network.UntilAllIsWellAsync();
            await network.ScanAsync();
            // The label's name is gone with the next start, as it would be with a damaged superblock.
            output.WriteLine(await network.Station.DoAsync($"""
                mkdir -p {Path.GetDirectoryName(DataDisk.ByLabel)}
                ln -s {DataDisk.ByPlace} {DataDisk.ByLabel}
                echo 'overlay / overlay defaults 0 0' >/etc/fstab
                station-kiosk-read-only setup
                """));
            await StartAnewAsync(network);
            await network.UntilAllIsWellAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    private static async Task StartAnewAsync(InstalledNetwork network)
    {
        await network.Station.CutPowerAsync();
        await network.Station.PowerOnAsync();
    }

    private static async Task<string> FailureAsync(InstalledNetwork network, string line)
    {
        var tried = await network.Station.RunAsync("/bin/sh", "-ec", line);
        Assert.NotEqual(0, tried.Exit);
        return tried.Words;
    }

    private static async Task<string> PageAsync(InstalledNetwork network, string path) => (await network.Station.RunAsync(
        "/bin/bash", "-c", $"exec 3<>/dev/tcp/127.0.0.1/8080; printf 'GET {path} HTTP/1.1\\r\\nHost: kiosk\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3")).Words;
}
