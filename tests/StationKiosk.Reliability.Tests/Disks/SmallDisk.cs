using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests.Disks;

/// <summary>A disk of a few megabytes with ext4 on it, to be filled up, or to become read-only as ext4 does after an error.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const long ImageBytes = 24L << 20;
    private const int FillBytes = 64 << 10;

    private readonly TempFolder _folder = new(Memory.Folder);
    private bool _isMounted;

    private SmallDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder => _folder["mounted"];

    private string Image => _folder["image"];

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Skips the trial, by name, where the machine does not allow such a disk.</summary>
    public static async Task<SmallDisk> CreateAsync()
    {
        SystemTools.Need("mke2fs");
        SystemTools.Need("mount");
        Skip.IfNot(File.Exists("/dev/loop-control"), "no loop devices: full disks are tried on one");
        Skip.IfNot(Environment.UserName == "root", "only root may mount: full disks are tried as root");
        var disk = new SmallDisk();
        await using (var file = File.Create(disk.Image))
        {
            file.SetLength(ImageBytes);
        }

        await Tool.RunAsync(SystemTools.Need("mke2fs"), "-q", "-t", "ext4", "-m", "0", disk.Image);
        Directory.CreateDirectory(disk.Folder);
        await disk.MountAsync();
        return disk;
    }

    /// <summary>Somebody else's file takes all the room there is.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (int part = FillBytes; part >= 1; part /= 16)
        {
            while (TryWrite(filler, part))
            {
            }
        }
    }

    /// <summary>That file is deleted.</summary>
    public void Free() => File.Delete(Filler);

    /// <summary>What ext4 does on a card that fails it: it aborts its journal and is read-only, whoever has files open.</summary>
    public async Task AbortAsync() => await Tool.RunAsync(SystemTools.Need("mount"), "-o", "remount,abort", Folder);

    /// <summary>As at a boot: mounted anew. Nothing may have a file open on it.</summary>
    public async Task MountAgainAsync()
    {
        await UnmountAsync();
        await MountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await UnmountAsync();
        _folder.Dispose();
    }

    private static bool TryWrite(FileStream filler, int bytes)
    {
        try
        {
            filler.Write(new byte[bytes]);
            filler.Flush(flushToDisk: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task MountAsync()
    {
        await Tool.RunAsync(SystemTools.Need("mount"), "-o", "loop", Image, Folder);
        _isMounted = true;
    }

    private async Task UnmountAsync()
    {
        if (_isMounted)
        {
            await Tool.RunAsync(SystemTools.Need("umount"), Folder);
            _isMounted = false;
        }
    }
}
