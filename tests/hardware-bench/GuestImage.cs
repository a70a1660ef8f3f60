using System.Security.Cryptography;
using System.Text;
using StationKiosk.TestKit;

namespace StationKiosk.HardwareBench;

/// <summary>The guest's disk, kernel and initrd, as <c>guest/make-image</c> makes them; kept in the user's cache until something in <c>guest/</c> changes.</summary>
internal static class GuestImage
{
    private const string Sources = "tests/hardware-bench/guest";

    private static readonly Lazy<Task<string>> Once = new(MakeAsync);

    /// <summary>The folder of the image; skips the test, by name, where this machine cannot make or boot one.</summary>
    public static Task<string> NeedAsync() => Once.Value;

    private static async Task<string> MakeAsync()
    {
        var machine = Machine.OfThisRun;
        SystemTools.Need(machine.Qemu, machine.Package);
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        string folder = Path.Combine(cache, "station-kiosk", $"hardware-bench-{machine.Architecture}-{Fingerprint()}");
        if (!Directory.Exists(folder))
        {
            SystemTools.Need("mmdebstrap");
            SystemTools.Need("mke2fs");
            Skip.IfNot(Environment.IsPrivilegedProcess, "making the guest's Debian takes root");
            var made = await Tool.RunAsync(Path.Combine(Repository.PathOf(Sources), "make-image"), folder, machine.Architecture);
            Skip.IfNot(made.Exit == 0, $"the guest's Debian could not be made here: {made.Words.Trim()}");
        }

        return folder;
    }

    private static string Fingerprint()
    {
        var all = Directory.GetFiles(Repository.PathOf(Sources), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        byte[] texts = [.. all.SelectMany(file => (byte[])[.. Encoding.UTF8.GetBytes(Path.GetFileName(file)), .. File.ReadAllBytes(file)])];
        return Convert.ToHexStringLower(SHA256.HashData(texts))[..12];
    }
}
