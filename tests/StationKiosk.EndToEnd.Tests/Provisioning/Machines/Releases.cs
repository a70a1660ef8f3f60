using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>What people do with releases on an installed network.</summary>
internal static class Releases
{
    /// <summary>The office's operator makes the key that signs.</summary>
    public static Task MakeReleaseKeyAsync(this InstalledNetwork network) => network.OfficeAsync("update key --out /var/lib/station-office/stick");

    /// <summary>A variant of the package, signed at the office; the path there.</summary>
    public static async Task<string> SignedAsync(this InstalledNetwork network, string version, string change = "")
    {
        string architecture = (await network.Office.DoAsync("dpkg --print-architecture")).Trim(), path = $"/var/lib/station-office/station-kiosk_{version}_{architecture}.deb";
        await network.Office.PutAsync(await network.Packages.VariantAsync(network.Folder, version, change), path);
        await network.Office.DoAsync($"chown station-office {path}; setpriv --reuid station-office --regid station-office --init-groups station-office update sign {path} --key /var/lib/station-office/stick");
        return path;
    }

    /// <summary>Carries a release from the office to the station.</summary>
    public static async Task ToStickAsync(this InstalledNetwork network, string release)
    {
        foreach (string end in (string[])["", ".sig"])
        {
            await network.Station.PutAsync(network.Office.PathOf(release + end), $"/media/release.deb{end}");
        }
    }

    /// <summary>The kiosk asks the office every second from now on.</summary>
    public static Task AskOftenAsync(this InstalledNetwork network) => network.Station.DoAsync(
        "echo '{ \"Updates\": { \"AskEvery\": \"00:00:01\" } }' >/etc/station-kiosk/kiosk.d/often.json; systemctl restart station-kiosk");

    /// <summary>The version that is installed.</summary>
    public static Task<string> VersionAsync(this InstalledNetwork network) => network.Station.DoAsync("dpkg-query --show --showformat '${Version}' station-kiosk");

    /// <summary>Waits for a word of the updater's.</summary>
    public static async Task UntilUpdaterSaysAsync(this InstalledNetwork network, string words) => await Eventually.IsTrue(
        async () => (await network.Station.DoAsync("journalctl --unit station-kiosk-update")).Contains(words, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
}
