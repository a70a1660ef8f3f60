using StationKiosk.TestKit;

namespace StationKiosk.HardwareBench;

/// <summary>The kiosk's package, compiled ahead of time: as <c>provisioning/deb/build.sh</c> makes it, or ready in <c>STATIONKIOSK_PACKAGES=DIR</c>.</summary>
internal static class KioskPackage
{
    private static readonly Lazy<Task<string>> Once = new(MakeAsync);

    /// <summary>The file; skips the test, by name, where the compiler's needs are not installed.</summary>
    public static Task<string> NeedAsync() => Once.Value;

    private static async Task<string> MakeAsync()
    {
        if (Environment.GetEnvironmentVariable("STATIONKIOSK_PACKAGES") is { } ready)
        {
            return Only(ready);
        }

        KioskPublish.NeedTools();
        SystemTools.Need("dpkg-deb");
        using var published = new TempFolder();
        string folder = Repository.PathOf("artifacts/bench-package");
        (await Tool.RunAsync(Repository.PathOf("provisioning/deb/build.sh"), "--arch", Machine.OfThisRun.Architecture, "--out", folder, "--published", published.Path, "kiosk")).Good();
        return Only(folder);
    }

    private static string Only(string folder) => Directory.GetFiles(folder, $"station-kiosk_*_{Machine.OfThisRun.Architecture}.deb").Single();
}
