using System.Buffers.Binary;
using System.Diagnostics;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests.Disks;

/// <summary>
/// A disk of its own with ext4 on it, of which every write and flush is recorded: qemu's storage daemon shows an image as a file, through its
/// <c>blklogwrites</c> driver, and the kernel mounts that file. The record has the format of the kernel's dm-log-writes.
/// </summary>
internal sealed class LoggedDisk : IAsyncDisposable
{
    private const long ImageBytes = 96L << 20;
    private const int RecordSectorBytes = 512;
    private const ulong FlagFlush = 1, FlagDiscard = 4;

    private readonly TempFolder _folder = new(Memory.Folder);
    private Process? _daemon;
    private int _cuts;
    private bool _isMounted;

    private LoggedDisk()
    {
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder => _folder["mounted"];

    /// <summary>How long the record is now.</summary>
    public long Position => new FileInfo(Record).Length;

    private string Record => _folder["record"];

    /// <summary>Skips the trial, by name, where the machine does not allow such a disk.</summary>
    public static void NeedTools()
    {
        SystemTools.Need("qemu-storage-daemon");
        SystemTools.Need("mke2fs");
        SystemTools.Need("e2fsck");
        SystemTools.Need("mount");
        Skip.IfNot(File.Exists("/dev/fuse"), "no /dev/fuse: power cuts under the file system need it");
        Skip.IfNot(File.Exists("/dev/loop-control"), "no loop devices: power cuts under the file system need them");
        Skip.IfNot(Environment.UserName == "root", "only root may mount: power cuts under the file system are tried as root");
    }

    public static async Task<LoggedDisk> CreateAsync()
    {
        var disk = new LoggedDisk();
        try
        {
            await disk.StartAsync();
            return disk;
        }
        catch
        {
            await disk.DisposeAsync();
            throw;
        }
    }

    /// <summary>Unmounts it and ends the record.</summary>
    public async Task<WriteHistory> FinishAsync()
    {
        await StopAsync();
        return new WriteHistory(Operations(await File.ReadAllBytesAsync(Record)));
    }

    /// <summary>The disk as a power cut after some operations leaves it, mounted as the kernel mounts it after a cut.</summary>
    public async Task<CutDisk> CutAfterAsync(WriteHistory history, int count, Random random)
    {
        // A file of its own each time: the kernel may let go of the last one's loop device late, and would give it, with what it remembers, to a file of the same name.
        string image = _folder[$"cut-{_cuts++}.img"];
        File.Copy(_folder["empty.img"], image);
        history.CutAfter(count, random, _ => image);
        return await CutDisk.MountAsync(image, Directory.CreateDirectory($"{image}.mounted").FullName);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        string empty = _folder["empty.img"], image = _folder["image"], shown = _folder["shown"];
        await using (var file = File.Create(empty))
        {
            file.SetLength(ImageBytes);
        }

        await Tool.RunAsync(SystemTools.Need("mke2fs"), "-q", "-t", "ext4", "-E", "lazy_itable_init=0,lazy_journal_init=0", empty);
        File.Copy(empty, image);
        await File.WriteAllBytesAsync(Record, []);
        await File.WriteAllBytesAsync(shown, []);
        _daemon = Process.Start(new ProcessStartInfo(SystemTools.Need("qemu-storage-daemon"),
        [
            "--blockdev", $"driver=file,node-name=image,filename={image}",
            "--blockdev", $"driver=file,node-name=record,filename={Record}",
            "--blockdev", $"driver=blklogwrites,node-name=logged,file=image,log=record,log-sector-size={RecordSectorBytes}",
            "--export", $"type=fuse,id=shown,node-name=logged,mountpoint={shown},writable=on",
        ]) { UseShellExecute = false })!;
        await Eventually.IsTrue(() => _daemon.HasExited
            ? throw new InvalidOperationException($"qemu-storage-daemon ended with {_daemon.ExitCode}")
            : new FileInfo(shown).Length == ImageBytes);
        Directory.CreateDirectory(Folder);
        await Tool.RunAsync(SystemTools.Need("mount"), "-o", "loop", shown, Folder);
        _isMounted = true;
    }

    private async Task StopAsync()
    {
        if (_isMounted)
        {
            await Tool.RunAsync(SystemTools.Need("umount"), Folder);
            _isMounted = false;
            await UntilLetGoAsync(_folder["shown"]);
        }

        if (_daemon is { } daemon)
        {
            await Tool.RunAsync(SystemTools.Need("umount"), _folder["shown"]);
            daemon.Kill();
            await daemon.WaitForExitAsync();
            daemon.Dispose();
            _daemon = null;
        }
    }

    /// <summary>The loop device goes a while after the file system on it.</summary>
    private static Task UntilLetGoAsync(string file) => Eventually.IsTrue(() =>
        !Directory.GetDirectories("/sys/block", "loop*").Any(loop => File.Exists($"{loop}/loop/backing_file") && BackingFile(loop) == file));

    private static string? BackingFile(string loop)
    {
        try
        {
            return File.ReadAllText($"{loop}/loop/backing_file").Trim();
        }
        catch (IOException)
        {
            // It was let go of just now.
            return null;
        }
    }

    /// <summary>
    /// A superblock, then for each entry a sector with its header (little-endian u64: first sector, sectors, flags, bytes of data) and, but for a
    /// discard, its data.
    /// </summary>
    private static List<Operation> Operations(ReadOnlyMemory<byte> record)
    {
        var operations = new List<Operation>();
        long at = RecordSectorBytes;
        while (at + RecordSectorBytes <= record.Length)
        {
            var header = record.Span[(int)at..];
            ulong flags = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
            long offset = BinaryPrimitives.ReadInt64LittleEndian(header) * RecordSectorBytes;
            long length = BinaryPrimitives.ReadInt64LittleEndian(header[8..]) * RecordSectorBytes;
            bool isDiscard = (flags & FlagDiscard) != 0;
            long end = at + RecordSectorBytes + (isDiscard ? 0 : length);
            if ((offset == 0 && length == 0 && flags == 0) || end > record.Length)
            {
                break;
            }

            if ((flags & FlagFlush) != 0)
            {
                operations.Add(new Operation(OperationKind.Flush, "", 0, default, Honest: true, end));
            }

            if (length > 0)
            {
                var data = isDiscard ? new byte[length] : record.Slice((int)(end - length), (int)length);
                operations.Add(new Operation(OperationKind.Write, "", offset, data, Honest: false, end));
            }

            at = end;
        }

        return operations;
    }
}

/// <summary>An image mounted for one look.</summary>
internal sealed class CutDisk : IAsyncDisposable
{
    /// <summary>e2fsck(8): up to this, all errors were corrected.</summary>
    private const int CheckMended = 2;

    private readonly string _image;

    private CutDisk(string image, string folder) => (_image, Folder) = (image, folder);

    public string Folder { get; }

    /// <summary>As a start does it. A superblock torn between its two sectors stops the kernel; the check at the start of a Raspberry Pi (<c>fsck.repair=yes</c>) mends it.</summary>
    public static async Task<CutDisk> MountAsync(string image, string folder)
    {
        string[] mount = ["-o", "loop", image, folder];
        if (await Tool.EndsWithAsync(SystemTools.Need("mount"), mount) is not { ExitCode: 0 })
        {
            var check = await Tool.EndsWithAsync(SystemTools.Need("e2fsck"), "-y", image);
            Assert.True(check.ExitCode <= CheckMended, check.Said);
            await Tool.RunAsync(SystemTools.Need("mount"), mount);
        }

        return new CutDisk(image, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync(SystemTools.Need("umount"), Folder);
        File.Delete(_image);
    }
}
