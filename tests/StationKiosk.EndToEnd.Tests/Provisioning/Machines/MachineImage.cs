using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>
/// A Debian 12 as debootstrap makes it, with nothing of ours; every machine writes into a layer of its own above it. It is kept from run to run, for it is
/// made of Debian's packages only.
/// </summary>
internal sealed class MachineImage
{
    /// <summary>With what the packages depend on.</summary>
    public static readonly MachineImage Ready = new("bookworm", "systemd-sysv,mosquitto,libzbar0,openssl,libssl3,zlib1g,ca-certificates");

    /// <summary>As somebody's fresh card: with cloud-init, and with nothing that the kiosk needs.</summary>
    public static readonly MachineImage Stock = new("bookworm-stock", "systemd-sysv,cloud-init,apt");

    private readonly string _packages;

    private MachineImage(string name, string packages) => (Folder, _packages) = (Repository.PathOf($"artifacts/machines/{name}"), packages);

    private string Folder { get; }

    /// <summary>The folder of the image; skips the test, by name, where this machine cannot boot one.</summary>
    public async Task<string> NeedAsync()
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

    private async Task MakeAsync()
    {
        string unfinished = $"{Folder}.new";
        await HostCommand.RunAsync("rm", "-rf", unfinished);
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        var made = await HostCommand.RunAsync(
            "mmdebstrap", "--quiet", "--variant=minbase", $"--include={_packages}", "--dpkgopt=force-unsafe-io", "--dpkgopt=path-exclude=/usr/share/doc/*", "bookworm", unfinished);
        Skip.IfNot(made.Exit == 0, $"a Debian 12 could not be made here: {made.Words.Trim()}");

        // Each machine gets an identity of its own at its first boot; what an installer would add is there.
        await File.WriteAllTextAsync(Path.Combine(unfinished, "etc/machine-id"), "uninitialized\n");
        await File.WriteAllTextAsync(Path.Combine(unfinished, "etc/hosts"), "127.0.0.1 localhost\n");
        Directory.Move(unfinished, Folder);
    }
}
