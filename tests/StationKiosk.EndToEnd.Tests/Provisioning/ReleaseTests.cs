using StationKiosk.EndToEnd.Tests.Provisioning.Machines;
using StationKiosk.TestKit;
using Xunit.Abstractions;

namespace StationKiosk.EndToEnd.Tests.Provisioning;

/// <summary>Signed releases on booted machines: from the office and from a stick, refused, and gone back from.</summary>
[Collection(PublishTests.Compiles)]
public sealed class ReleaseTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_release_that_the_office_offers_to_a_ring_is_installed_by_its_stations_and_the_office_shows_it()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.MakeReleaseKeyAsync();
        await network.AskOftenAsync();
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        string release = await network.SignedAsync("9.0.0");

        // Not the ring's turn yet: nobody gets it.
        await network.OfficeAsync($"update offer {release} --ring 0");
        Assert.Contains($"{InstalledNetwork.Name}  ring 1  {await network.VersionAsync()}\n", await network.OfficeAsync("update status"), StringComparison.Ordinal);
        await network.OfficeAsync($"update ring {InstalledNetwork.Name} 0");
        await Eventually.IsTrue(async () => await network.VersionAsync() == "9.0.0", TimeSpan.FromSeconds(120));
        await network.UntilUpdaterSaysAsync("9.0.0 runs");
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(2, await network.VisitsAtOfficeAsync());
        await Eventually.IsTrue(async () => (await network.OfficeAsync("update status")).Contains($"{InstalledNetwork.Name}  ring 0  9.0.0\n", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_release_that_does_not_get_ready_is_gone_back_from_and_not_tried_again()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.MakeReleaseKeyAsync();
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        string before = await network.VersionAsync();
        string release = await network.SignedAsync("9.0.0", "printf '#!/bin/sh\\nexit 1\\n' >usr/lib/station-kiosk/station-kiosk");
        await network.ToStickAsync(release);
        var tried = await network.Station.RunAsync("station-kiosk-update", "/media/release.deb");
        output.WriteLine(tried.Words);
        Assert.Equal(1, tried.Exit);
        Assert.Contains($"9.0.0 does not get ready: going back", tried.Words, StringComparison.Ordinal);
        Assert.Equal(before, await network.VersionAsync());
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
        await network.UntilAllIsWellAsync();
        Assert.Equal(2, await network.VisitsAtOfficeAsync());

        await network.AskOftenAsync();
        await network.OfficeAsync($"update offer {release} --ring 9");
        await network.UntilUpdaterSaysAsync("9.0.0 did not get ready here before");
        Assert.Equal(before, await network.VersionAsync());
    }

    [SkippableFact]
    public async Task A_release_that_a_power_cut_broke_into_is_judged_at_the_next_start()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.MakeReleaseKeyAsync();
        await network.UntilAllIsWellAsync();
        string before = await network.VersionAsync();
        await network.ToStickAsync(await network.SignedAsync("9.0.0", "printf '#!/bin/sh\\nexit 1\\n' >usr/lib/station-kiosk/station-kiosk"));
        var trying = network.Station.RunAsync("station-kiosk-update", "/media/release.deb");
        await Eventually.IsTrue(async () => await network.VersionAsync() == "9.0.0");
        await network.Station.CutPowerAsync();
        await trying;
        await network.Station.PowerOnAsync();
        await Eventually.IsTrue(async () => await network.VersionAsync() == before, TimeSpan.FromSeconds(150));
        await network.UntilAllIsWellAsync();
        await network.ScanAsync();
    }

    [SkippableFact]
    public async Task What_is_not_signed_by_the_network_not_newer_or_cut_short_is_refused()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.MakeReleaseKeyAsync();
        await network.UntilAllIsWellAsync();
        string newer = await network.SignedAsync("9.0.0"), older = await network.SignedAsync("0.0.1");

        Assert.Contains("version 0.0.1 is not newer than", await RefusalAsync(network, older), StringComparison.Ordinal);
        Assert.Contains("it was cut short or changed", await RefusalAsync(network, newer, "truncate --size=-100 /media/release.deb"), StringComparison.Ordinal);
        Assert.Contains("it was cut short or changed", await RefusalAsync(network, newer, "printf x | dd of=/media/release.deb bs=1 seek=5000 conv=notrunc status=none"), StringComparison.Ordinal);
        Assert.Contains("the signature is no signature", await RefusalAsync(network, newer, "echo nothing >/media/release.deb.sig"), StringComparison.Ordinal);
        Assert.Contains("the signature is of another network", await RefusalAsync(network, newer, """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /root/other.pem -subj /CN=_releases -out /root/other.crt 2>/dev/null
            { cat /root/other.crt; echo '-----BEGIN SIGNATURE-----'; openssl dgst -sha256 -sign /root/other.pem /media/release.deb | openssl base64; echo '-----END SIGNATURE-----'; } >/media/release.deb.sig
            """), StringComparison.Ordinal);

        // A station's own certificate is the network's, and may not sign.
        Assert.Contains("may not sign releases", await RefusalAsync(network, newer, """
            pair=/var/lib/station-kiosk/identity/station.pem
            { openssl x509 -in $pair; echo '-----BEGIN SIGNATURE-----'; openssl dgst -sha256 -sign $pair /media/release.deb | openssl base64; echo '-----END SIGNATURE-----'; } >/media/release.deb.sig
            """), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_could_not_be_gone_back_from_is_for_another_machine_or_has_no_room_is_refused()
    {
        await using var network = await InstalledNetwork.EnrolledAsync(output);
        await network.MakeReleaseKeyAsync();
        await network.UntilAllIsWellAsync();
        Assert.Contains("writes a journal that", await RefusalAsync(network, await network.SignedAsync("9.0.0", "sed -i 's/^Journal-Writes: .*/Journal-Writes: 99/' DEBIAN/control")), StringComparison.Ordinal);
        Assert.Contains("it is station-other for", await RefusalAsync(network, await network.SignedAsync("9.0.1", "sed -i 's/^Package: .*/Package: station-other/' DEBIAN/control")), StringComparison.Ordinal);

        await network.Station.DoAsync("mount -t tmpfs -o size=8m tmpfs /var/lib/station-kiosk-update");
        Assert.Contains("an update needs 256 MiB", await RefusalAsync(network, await network.SignedAsync("9.0.2")), StringComparison.Ordinal);
        await network.Station.DoAsync("umount /var/lib/station-kiosk-update");

        // The office hears of it.
        await RefusalAsync(network, await network.SignedAsync("0.0.1"));
        await Eventually.IsTrue(
            async () => (await network.OfficeAsync("update status")).Contains("; refused 0.0.1 at ", StringComparison.Ordinal), TimeSpan.FromSeconds(120));
    }

    private async Task<string> RefusalAsync(InstalledNetwork network, string release, string change = "")
    {
        string before = await network.VersionAsync();
        await network.ToStickAsync(release);
        await network.Station.DoAsync(change);
        var refused = await network.Station.RunAsync("station-kiosk-update", "/media/release.deb");
        output.WriteLine(refused.Words);
        Assert.Equal(1, refused.Exit);
        Assert.Equal(before, await network.VersionAsync());
        return refused.Words;
    }
}
