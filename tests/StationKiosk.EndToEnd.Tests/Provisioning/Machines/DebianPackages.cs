using System.Diagnostics;
using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>
/// The packages as <c>provisioning/deb/build.sh</c> makes them, compiled ahead of time; made once a run. <c>STATIONKIOSK_PACKAGES=DIR</c> takes those
/// of a folder instead: to prove just the files that are to be released.
/// </summary>
internal sealed class DebianPackages
{
    private static readonly Lazy<Task<DebianPackages>> Once = new(MakeAsync);

    private DebianPackages(string kiosk, string office) => (Kiosk, Office) = (kiosk, office);

    public string Kiosk { get; }

    public string Office { get; }

    /// <summary>What the build printed: names and sizes, and how long it took.</summary>
    public string Said { get; private init; } = "";

    /// <summary>The packages; skips the test, by name, where the compiler's needs are not installed.</summary>
    public static Task<DebianPackages> NeedAsync()
    {
        KioskPublish.NeedTools();
        SystemTools.Need("dpkg-deb");
        SystemTools.Need("gcc");
        Skip.IfNot(File.Exists("/usr/include/mosquitto_broker.h") && File.Exists("/usr/include/mosquitto.h"), "mosquitto's headers are not installed: apt-get install mosquitto-dev libmosquitto-dev");
        return Once.Value;
    }

    /// <summary>Another version of the kiosk's package, with its unpacked tree changed by a shell's lines.</summary>
    public async Task<string> VariantAsync(TempFolder folder, string version, string change = "")
    {
        string tree = folder[$"tree-{version}"], package = folder[$"station-kiosk_{version}.deb"];
        (await HostCommand.RunAsync("dpkg-deb", "--raw-extract", Kiosk, tree)).Good();
        (await HostCommand.RunAsync("/bin/sh", "-ec", $"cd '{tree}'; sed -i 's/^Version: .*/Version: {version}/' DEBIAN/control; echo '{version}' >usr/lib/station-kiosk/version; {change}")).Good();
        (await HostCommand.RunAsync("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, package)).Good();
        return package;
    }

    private static async Task<DebianPackages> MakeAsync()
    {
        if (Environment.GetEnvironmentVariable("STATIONKIOSK_PACKAGES") is { } ready)
        {
            return In(ready, $"from {ready}");
        }

        long began = Stopwatch.GetTimestamp();
        string folder = Repository.PathOf("artifacts/deb");
        await HostCommand.RunAsync("rm", "-rf", folder);
        string said = (await HostCommand.RunAsync("/bin/bash", Repository.PathOf("provisioning/deb/build.sh"), "--out", folder)).Good();
        return In(folder, $"{said}made in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
    }

    private static DebianPackages In(string folder, string said)
    {
        string Only(string name) => Directory.GetFiles(folder, $"{name}_*.deb").Single();
        var packages = new DebianPackages(Only("station-kiosk"), Only("station-office")) { Said = said };
        foreach (string package in (string[])[packages.Kiosk, packages.Office])
        {
            ProvisioningLog.Add(Path.GetFileName(package), $"{new FileInfo(package).Length} bytes");
        }

        return packages;
    }
}
