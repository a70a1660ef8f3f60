using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StationKiosk.TestKit;

namespace StationKiosk.HardwareBench;

/// <summary>
/// A machine under qemu with its own kernel, whose hardware is the kernel's simulators. It is reached by two ports that qemu forwards, a shell's and the
/// kiosk's pages, and reaches nothing itself. Its disks, that of the system and an empty one, forget everything when it is off.
/// </summary>
internal sealed class Guest : IAsyncDisposable
{
    /// <summary>In the guest: <c>shell.socket</c>.</summary>
    private const int ShellPort = 1;

    /// <summary>In the guest: the kiosk's pages.</summary>
    private const int PagesPort = 8080;

    /// <summary>A connection into a machine that is just starting anew may hear nothing for ever.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromMinutes(1);

    private readonly TempFolder _folder = new();
    private readonly int _shell = LoopbackPort.Free();
    private readonly int _pages = LoopbackPort.Free();
    private readonly Process _qemu;

    private Guest(string image)
    {
        var machine = Machine.OfThisRun;
        string[] arguments =
        [
            .. machine.Board, .. Machine.Pace, "-m", "1024", "-nodefaults", "-no-user-config", "-display", "none",
            "-kernel", Path.Combine(image, "kernel"), "-initrd", Path.Combine(image, "initrd"),
            "-append", $"root=/dev/vda rw console={machine.Console} panic=-1 quiet mitigations=off systemd.mask=serial-getty@{machine.Console}.service", "-serial", $"file:{Console}",
            "-drive", $"file={Path.Combine(image, "disk.ext4")},format=raw,if=virtio,snapshot=on",
            "-drive", $"file={EmptyDisk.Make(_folder["empty.img"])},format=raw,if=virtio",
            "-netdev", $"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{_shell}-:{ShellPort},hostfwd=tcp:127.0.0.1:{_pages}-:{PagesPort}",
            "-device", "virtio-net-pci,netdev=net", "-device", "virtio-rng-pci",
        ];
        _qemu = Process.Start(new ProcessStartInfo(machine.Qemu, arguments) { UseShellExecute = false })!;
    }

    /// <summary>Where the kiosk's pages are, as this machine reaches them.</summary>
    public Uri Pages => new($"http://127.0.0.1:{_pages}");

    private string Console => _folder["console"];

    /// <summary>Boots one. <c>STATIONKIOSK_BENCH_ACCEL=kvm</c> is some ten times as fast where the machine's KVM boots a stock kernel; not every one does.</summary>
    public static async Task<Guest> BootAsync()
    {
        var guest = new Guest(await GuestImage.NeedAsync());
        try
        {
            await Patiently.UntilAsync(async () => guest._qemu.HasExited || await guest.AnswersAsync());
            return guest._qemu.HasExited ? throw new InvalidOperationException("qemu ended; it says why above") : guest;
        }
        catch (TimeoutException e)
        {
            string console = await File.ReadAllTextAsync(guest.Console);
            await guest.DisposeAsync();
            throw new TimeoutException($"the guest did not boot; its console:\n{console}", e);
        }
    }

    /// <summary>Starts it anew at once, as after a power cut: what was not flushed is lost.</summary>
    public async Task StartAnewAsync()
    {
        const string Boot = "cat /proc/sys/kernel/random/boot_id";
        string before = await DoAsync(Boot);
        await DoAsync("systemd-run --quiet --on-active=1 sh -c 'echo b >/proc/sysrq-trigger'");
        await Patiently.UntilAsync(async () => await TryAsync(Boot) is { } now && now != before);
    }

    /// <summary>Runs lines of bash as root, which have to end well.</summary>
    /// <returns>What they said.</returns>
    public async Task<string> DoAsync(string lines)
    {
        const string End = "the lines ended with ";
        string said = await TellAsync(Encoding.UTF8.GetBytes($"(set -e\n{lines}\n) </dev/null\necho \"{End}$?\"\n")).WaitAsync(Patiently.Limit);
        int at = said.LastIndexOf(End, StringComparison.Ordinal);
        return at >= 0 && said[(at + End.Length)..].Trim() == "0" ? said[..at] : throw new InvalidOperationException($"{lines}\nsaid: {said}");
    }

    /// <summary>Runs lines of bash that say one number.</summary>
    public async Task<double> NumberAsync(string lines) => double.Parse((await DoAsync(lines)).Trim(), CultureInfo.InvariantCulture);

    /// <summary>Puts a file there.</summary>
    public async Task PutAsync(string path, byte[] content)
    {
        await TellAsync([.. Encoding.UTF8.GetBytes($"mkdir -p $(dirname {path}); head -c {content.Length} >{path}\n"), .. content]);
        Assert.Equal(content.Length, await NumberAsync($"stat -c %s {path}"));
    }

    public async ValueTask DisposeAsync()
    {
        _qemu.Kill();
        await _qemu.WaitForExitAsync();
        _qemu.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync() => await TryAsync("echo here") is "here\n";

    /// <summary>What lines said; null where nobody answers.</summary>
    private async Task<string?> TryAsync(string lines)
    {
        try
        {
            return await DoAsync(lines).WaitAsync(AnswersWithin);
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException or TimeoutException)
        {
            return null;
        }
    }

    private async Task<string> TellAsync(byte[] input)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _shell);
        await using var stream = client.GetStream();
        await stream.WriteAsync(input);
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
