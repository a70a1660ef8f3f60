using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>A data partition: an image on this machine as a loop device, which a container has under a name that udev would give it.</summary>
internal sealed class DataDisk : IAsyncDisposable
{
    /// <summary>Its name by its label; by its place on the card it has another, which damage does not take away.</summary>
    public const string ByLabel = "/dev/disk/by-label/STATIONDATA", ByPlace = "/dev/disk/by-partuuid/5ca1ab1e-03";

    private const long Bytes = 512L * 1024 * 1024;

    /// <summary>Where ext4 has its first superblock, and its length (ext4, Disk Layout).</summary>
    private const int SuperblockAt = 1024, SuperblockBytes = 1024;

    private readonly TempFolder _folder = new();
    private string _device = "";

    private DataDisk()
    {
    }

    /// <summary>The option under which a machine has it.</summary>
    /// <param name="name"><see cref="ByLabel"/> or <see cref="ByPlace"/>.</param>
    public string OptionAs(string name) => $"--bind={_device}:{name}";

    private string Image => _folder["data.img"];

    /// <summary>An empty one; skips the test, by name, where this machine lends no loop device.</summary>
    public static async Task<DataDisk> MakeAsync()
    {
        SystemTools.Need("losetup");
        Skip.IfNot(Environment.IsPrivilegedProcess, "a loop device takes root");
        var disk = new DataDisk();
        await using (var image = File.Create(disk.Image))
        {
            image.SetLength(Bytes);
        }

        var lent = await HostCommand.RunAsync("losetup", "--find", "--show", disk.Image);
        Skip.IfNot(lent.Exit == 0, $"this machine lends no loop device: {lent.Words.Trim()}");
        disk._device = lent.Words.Trim();
        return disk;
    }

    /// <summary>Takes it out of a machine that is off: its name stays, and nothing is behind it.</summary>
    public async Task TakeOutAsync()
    {
        (await HostCommand.RunAsync("losetup", "--detach", _device)).Good();
        await Eventually.IsTrue(async () => !(await HostCommand.RunAsync("losetup", "--noheadings", "--list", "--output", "NAME")).Words.Split('\n').Contains(_device));
    }

    /// <summary>Puts it in again.</summary>
    public async Task PutInAsync() => (await HostCommand.RunAsync("losetup", _device, Image)).Good();

    /// <summary>Overwrites its first superblock, while it is taken out.</summary>
    public async Task LoseSuperblockAsync()
    {
        await using var image = File.OpenWrite(Image);
        image.Seek(SuperblockAt, SeekOrigin.Begin);
        await image.WriteAsync(new byte[SuperblockBytes]);
    }

    public async ValueTask DisposeAsync()
    {
        await HostCommand.RunAsync("losetup", "--detach", _device);
        _folder.Dispose();
    }
}
