using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>The boot partition of a freshly written card, and a stick with the packages, both as folders of this machine.</summary>
internal sealed class Card
{
    private readonly TempFolder _folder;

    /// <param name="folder">Where they lie.</param>
    /// <param name="cloudInit">Whether the image is one that cloud-init sets up, as Raspberry Pi OS from 2025 on; else it runs <c>firstrun.sh</c>.</param>
    public Card(TempFolder folder, bool cloudInit)
    {
        _folder = folder;
        Directory.CreateDirectory(Boot);
        File.WriteAllText(Path.Combine(Boot, "cmdline.txt"), "console=serial0,115200 root=PARTUUID=0-02 rootwait\n");
        if (cloudInit)
        {
            File.WriteAllText(Path.Combine(Boot, "meta-data"), "instance-id: west-gate-card\n");
            File.WriteAllText(Path.Combine(Boot, "user-data"), "#cloud-config\nruncmd:\n  - touch /run/what-rpi-imager-wanted\n");
        }
    }

    public string Boot => _folder["boot"];

    public string Stick => _folder["stick"];

    public string KernelLine => File.ReadAllText(Path.Combine(Boot, "cmdline.txt"));

    /// <summary>What the device last said of its first start.</summary>
    public string Said => File.Exists(SaidFile) ? File.ReadAllText(SaidFile).Trim() : "";

    /// <summary>The options under which a machine has both.</summary>
    public IReadOnlyList<string> Options => [$"--bind={Boot}:/boot/firmware", .. Directory.Exists(Stick) ? (string[])[$"--bind-ro={Stick}:/media/stick"] : []];

    private string SaidFile => Path.Combine(Boot, "station-kiosk/first-boot.txt");

    /// <summary>What the station's technician does, with the code that the office printed.</summary>
    public async Task PrepareAsync(string code, params string[] packages)
    {
        await File.WriteAllTextAsync(_folder["kiosk.json"], """{ "Data": { "Folder": "/var/lib/station-kiosk" }, "Readers": [ { "Name": "door", "Kind": "serial", "Port": "/dev/ttyACM0" } ] }""");
        (await HostCommand.RunWithAsync($"{code}\n", "/bin/bash", [Repository.PathOf("provisioning/first-boot/prepare"), Boot, .. packages, "--code", "-", "--settings", _folder["kiosk.json"]])).Good();
    }

    /// <summary>Makes the stick.</summary>
    public async Task<string> MakeStickAsync(DebianPackages packages) =>
        (await HostCommand.RunAsync("/bin/bash", Repository.PathOf("provisioning/first-boot/stick"), Path.Combine(Stick, "packages"), packages.Kiosk)).Good();

    /// <summary>Exchanges the code, as somebody does with the card in a reader.</summary>
    public Task PutCodeAsync(string code) => File.WriteAllTextAsync(Path.Combine(Boot, "station-kiosk/code"), $"{code}\n");
}
