using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>A Debian 12 as debootstrap makes it, with what the packages depend on and nothing of ours; every machine writes into a layer of its own above it.</summary>
internal static class MachineImage
{
    private const string Packages = "systemd-sysv,mosquitto,libzbar0,openssl,libssl3,zlib1g,ca-certificates";

    /// <summary>Kept from run to run: it is made of Debian's packages only.</summary>
    private static readonly string Folder = Repository.PathOf("artifacts/machines/bookworm");

    /// <summary>The folder of the image; skips the test, by name, where this machine cannot boot one.</summary>
    public static async Task<string> NeedAsync()
    {
        SystemTools.Need("systemd-nspawn");
        SystemTools.Need("mmdebstrap");
        Skip.IfNot(Environment.IsPrivilegedProcess, "booting a machine in a container takes root");
        if (!Directory.Exists(Folder))
        {
            await MakeAsync();
        }

        return Folder;
    }

    private static async Task MakeAsync()
    {
        string unfinished = $"{Folder}.new";
        await HostCommand.RunAsync("rm", "-rf", unfinished);
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        var made = await HostCommand.RunAsync(
            "mmdebstrap", "--quiet", "--variant=minbase", $"--include={Packages}", "--dpkgopt=force-unsafe-io", "--dpkgopt=path-exclude=/usr/share/doc/*", "bookworm", unfinished);
        Skip.IfNot(made.Exit == 0, $"a Debian 12 could not be made here: {made.Words.Trim()}");

        // Each machine gets an identity of its own at its first boot; what an installer would add is there.
        await File.WriteAllTextAsync(Path.Combine(unfinished, "etc/machine-id"), "uninitialized\n");
        await File.WriteAllTextAsync(Path.Combine(unfinished, "etc/hosts"), "127.0.0.1 localhost\n");
        Directory.Move(unfinished, Folder);
    }
}
