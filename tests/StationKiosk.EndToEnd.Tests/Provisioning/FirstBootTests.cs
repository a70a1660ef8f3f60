using System.Diagnostics;
using StationKiosk.EndToEnd.Tests.Provisioning.Machines;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.EndToEnd.Tests.Provisioning;

/// <summary>From a stock system to a station, with no network but the office: cloud-init and firstrun.sh run as they would on a card.</summary>
[Collection(PublishTests.Compiles)]
public sealed class FirstBootTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan StationWithin = TimeSpan.FromMinutes(5);

    private const string Unit = "/etc/systemd/system/station-kiosk-first-boot.service";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_stock_system_with_cloud_init_becomes_a_station_from_a_stick()
    {
        var card = new Card(_folder, cloudInit: true);
        await using var network = await InstalledNetwork.WithCardAsync(output, async network =>
        {
            output.WriteLine(await card.MakeStickAsync(network.Packages));
            await card.PrepareAsync(await network.NewCodeAsync(), "--packages", Path.Combine(card.Stick, "packages"));
            // Only the stick has them: what it lacks cannot come from anywhere.
            Directory.Delete(Path.Combine(card.Boot, "station-kiosk/packages"), recursive: true);
            return card.Options;
        });
        long began = Stopwatch.GetTimestamp();
        await BootWithCloudInitAsync(network);
        await UntilDoneAsync(network, card);
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        ProvisioningLog.Add("from power-on of a stock system to the first visit at the office", $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.Equal(1, await network.VisitsAtOfficeAsync());

        Assert.StartsWith("done: station west-gate", card.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(card.Boot, "station-kiosk/code")), "the code is still on the card");
        await Eventually.IsTrue(() => !File.Exists(network.Station.PathOf(Unit)));
        Assert.True(File.Exists(network.Station.PathOf("/run/what-rpi-imager-wanted")), "what rpi-imager had written was not done");
    }

    [SkippableFact]
    public async Task A_first_boot_that_a_power_cut_broke_into_goes_on_at_the_next_start()
    {
        var card = new Card(_folder, cloudInit: false);
        await using var network = await InstalledNetwork.WithCardAsync(output, async network =>
        {
            await card.MakeStickAsync(network.Packages);
            await card.PrepareAsync(await network.NewCodeAsync(), "--packages", Path.Combine(card.Stick, "packages"));
            Directory.Delete(card.Stick, recursive: true);
            return card.Options;
        });
        // A container cannot start anew with another kernel line: off instead of anew is all that differs from a card.
        await network.Station.RunThroughAsync(card.KernelLine.Replace("success_action=reboot", "success_action=poweroff", StringComparison.Ordinal).Split(' ', 4)[3].Trim());
        Assert.DoesNotContain("systemd.run", card.KernelLine, StringComparison.Ordinal);

        await network.Station.PowerOnAsync();
        await Eventually.IsTrue(() => File.Exists(network.Station.PathOf("/var/lib/dpkg/info/libzbar0:amd64.list")) || File.Exists(network.Station.PathOf("/var/lib/dpkg/info/libzbar0:arm64.list")), StationWithin);
        await network.Station.CutPowerAsync();
        Assert.True(File.Exists(Path.Combine(card.Boot, "station-kiosk/code")), "it was done before the power was cut");
        await network.Station.PowerOnAsync();
        await UntilDoneAsync(network, card);
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(1, await network.VisitsAtOfficeAsync());
    }

    [SkippableFact]
    public async Task What_is_wrong_is_said_in_one_line_and_put_right_on_the_card()
    {
        var card = new Card(_folder, cloudInit: true);
        await using var network = await InstalledNetwork.WithCardAsync(output, async network =>
        {
            string lost = await network.NewCodeAsync();
            await network.NewCodeAsync();
            await card.PrepareAsync(lost, "--package", network.Packages.Kiosk);
            return card.Options;
        });
        await BootWithCloudInitAsync(network);
        await UntilItSaysAsync(card, "Connect the network, or plug in a stick made by provisioning/first-boot/stick");

        string packages = Path.Combine(card.Boot, "station-kiosk/packages");
        (await HostCommand.RunAsync("/bin/bash", Repository.PathOf("provisioning/first-boot/stick"), packages, network.Packages.Kiosk)).Good();
        await UntilItSaysAsync(card, "station-kiosk enrol: the office says:");
        output.WriteLine(card.Said);
        Assert.DoesNotContain('\n', card.Said);

        await card.PutCodeAsync(await network.NewCodeAsync());
        await UntilDoneAsync(network, card);
        await network.UntilAllIsWellAsync();
    }

    [SkippableFact]
    public async Task A_card_with_a_data_partition_becomes_a_read_only_station()
    {
        await using var disk = await DataDisk.MakeAsync();
        var card = new Card(_folder, cloudInit: true);
        await using var network = await InstalledNetwork.WithCardAsync(output, async network =>
        {
            await card.MakeStickAsync(network.Packages);
            await card.PrepareAsync(await network.NewCodeAsync(), "--packages", Path.Combine(card.Stick, "packages"));
            return [.. card.Options, disk.OptionAs(DataDisk.ByLabel)];
        });
        network.Station.Lay("/etc/fstab", "overlay / overlay defaults 0 0\n");
        await BootWithCloudInitAsync(network);
        await UntilDoneAsync(network, card);
        await Eventually.IsTrue(() => !File.Exists(network.Station.PathOf(Unit)));
        // It starts anew by itself; what becomes of that is the same as with a power cut.
        await network.Station.CutPowerAsync();
        await network.Station.PowerOnAsync();
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(1, await network.VisitsAtOfficeAsync());
        Assert.Contains("Read-only file system", (await network.Station.RunAsync("touch", "/etc/x")).Words, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(card.Boot, "station-kiosk/code")), "the code is still on the card");
    }

    private static async Task BootWithCloudInitAsync(InstalledNetwork network)
    {
        // As Raspberry Pi OS says it: the seed is on the boot partition.
        network.Station.Lay("/etc/cloud/cloud.cfg.d/99_card.cfg", "datasource_list: [ NoCloud ]\ndatasource: { NoCloud: { seedfrom: 'file:///boot/firmware/' } }\n");
        await network.Station.PowerOnAsync();
    }

    private static Task UntilItSaysAsync(Card card, string words) => Eventually.IsTrue(() => card.Said.Contains(words, StringComparison.Ordinal), StationWithin, words);

    private static async Task UntilDoneAsync(InstalledNetwork network, Card card)
    {
        try
        {
            await UntilItSaysAsync(card, "done: station");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{card.Said}\n{await network.Station.DoAsync("journalctl --no-pager --lines 80")}", e);
        }
    }
}
