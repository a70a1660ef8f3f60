using System.Diagnostics;
using System.Globalization;
using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>
/// A Debian 12 booted in a container, with systemd as its first process: everything but the kernel and the hardware is as on a device.
/// Its disk outlives <see cref="CutPowerAsync"/>.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly TimeSpan BootsWithin = TimeSpan.FromSeconds(60);

    /// <summary>Seconds a command in a machine may take.</summary>
    private const string CommandMax = "300";

    private readonly string _image;
    private readonly string[] _options;
    private readonly TempFolder _disk = new();
    private Process? _container;

    private Machine(string image, string[] options) => (_image, _options) = (image, options);

    /// <summary>Its first process, as this machine numbers it.</summary>
    public int Leader { get; private set; }

    /// <summary>Boots one that sees only itself; with <paramref name="beside"/>, both are on one network, whose only address is loopback.</summary>
    /// <param name="beside">The machine whose network it joins.</param>
    /// <param name="options">More for systemd-nspawn(1).</param>
    public static async Task<Machine> BootAsync(Machine? beside = null, params string[] options)
    {
        var machine = await OfAsync(MachineImage.Ready, beside, options);
        try
        {
            await machine.PowerOnAsync();
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <summary>One that is not switched on yet.</summary>
    public static async Task<Machine> OfAsync(MachineImage image, Machine? beside, params string[] options)
    {
        string network = beside is null ? "--private-network" : $"--network-namespace-path=/proc/{beside.Leader}/ns/net";
        return new Machine(await image.NeedAsync(), [network, .. options]);
    }

    /// <summary>A file or folder of the machine's, as this machine names it.</summary>
    public string PathOf(string path) => $"/proc/{Leader}/root{path}";

    /// <summary>Runs a command in it.</summary>
    public Task<HostCommand> RunAsync(params string[] command) => RunWithAsync(input: null, command);

    /// <summary>Runs a command in it, with this on its standard input.</summary>
    public Task<HostCommand> RunWithAsync(string? input, params string[] command) =>
        // A machine that shuts down stops its processes first, and nsenter stops with its child, for ever.
        HostCommand.RunWithAsync(input, "timeout", [CommandMax, "nsenter", "--target", Leader.ToString(CultureInfo.InvariantCulture), "--all", "--", .. command]);

    /// <summary>Runs a shell's line in it, which has to end well.</summary>
    public async Task<string> DoAsync(string line) => (await RunAsync("/bin/sh", "-ec", line)).Good();

    /// <summary>Puts a file into it.</summary>
    public async Task PutAsync(string file, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        await using var from = File.OpenRead(file);
        await using var to = File.Create(PathOf(path));
        await from.CopyToAsync(to);
    }

    /// <summary>Writes a file on its disk while it is off.</summary>
    public void Lay(string path, string text)
    {
        string file = _disk[$"written{path}"];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Everything that runs in it is gone at once.</summary>
    public async Task CutPowerAsync()
    {
        if (_container is { } container)
        {
            container.Kill(entireProcessTree: true);
            await container.WaitForExitAsync();
            await Eventually.IsTrue(() => !Directory.Exists($"/proc/{Leader}/ns"));
            container.Dispose();
            _container = null;
        }
    }

    public async Task PowerOnAsync()
    {
        var lines = Start("");
        await Eventually.IsTrue(() => _container!.HasExited || FindLeader(), BootsWithin);
        lock (lines)
        {
            Skip.If(_container!.HasExited, $"this machine boots no container: {string.Join(' ', lines)}");
        }

        await Eventually.IsTrue(async () => (await RunAsync("systemctl", "is-system-running")).Words.Trim() is "running" or "degraded", BootsWithin);
    }

    /// <summary>Switches it on with this on its kernel's command line, and waits until it has switched itself off.</summary>
    public async Task RunThroughAsync(string kernelLine)
    {
        var lines = Start(kernelLine);
        using var limit = new CancellationTokenSource(BootsWithin * 2);
        await _container!.WaitForExitAsync(limit.Token);
        Assert.True(_container.ExitCode == 0, string.Join('\n', lines));
        _container.Dispose();
        _container = null;
    }

    private List<string> Start(string kernelLine)
    {
        foreach (string layer in (string[])["written", "work", "root"])
        {
            Directory.CreateDirectory(_disk[layer]);
        }

        // systemd-nspawn wants a /run of its own where no systemd runs; the layers are gone with the mount namespace.
        string boot = $"mount -t tmpfs tmpfs /run && mount -t overlay overlay -o 'lowerdir={_image},upperdir={_disk["written"]},workdir={_disk["work"]}' '{_disk["root"]}' "
            + $"&& exec systemd-nspawn --quiet --register=no --keep-unit --boot --console=pipe --directory='{_disk["root"]}' {string.Join(' ', _options)} systemd.log_target=journal {kernelLine}";
        var lines = new List<string>();
        _container = Process.Start(new ProcessStartInfo("unshare", ["--mount", "sh", "-c", boot]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        _container.OutputDataReceived += (_, e) => Keep(lines, e.Data);
        _container.ErrorDataReceived += (_, e) => Keep(lines, e.Data);
        _container.BeginOutputReadLine();
        _container.BeginErrorReadLine();
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await CutPowerAsync();
        _disk.Dispose();
    }

    private static void Keep(List<string> lines, string? line)
    {
        lock (lines)
        {
            if (line is not null)
            {
                lines.Add(line);
            }
        }
    }

    private bool FindLeader()
    {
        string children = File.ReadAllText($"/proc/{_container!.Id}/task/{_container.Id}/children");
        Leader = children.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 0;
        return Leader != 0 && File.Exists(PathOf("/run/systemd/private"));
    }
}
