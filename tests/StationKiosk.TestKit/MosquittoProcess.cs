using System.Collections.Concurrent;
using System.Diagnostics;

namespace StationKiosk.TestKit;

/// <summary>
/// A real mosquitto on a free loopback port. It keeps nothing on disk, or what its stock settings keep; <see cref="Kill"/> and
/// <see cref="StartAgain"/> make an outage.
/// </summary>
public sealed class MosquittoProcess : IAsyncDisposable
{
    public const string Missing = "mosquitto is not installed (apt-get install mosquitto)";

    private static readonly string? Program =
        new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);

    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _configuration;
    private Process? _process;

    private MosquittoProcess(int port, string? configuration, string settings, bool isStock)
    {
        Port = port;
        _configuration = configuration ?? _folder["mosquitto.conf"];

        // Packages ship it with persistence, written every 30 minutes and at a clean stop; all else is the program's own default.
        string store = isStock ? $"persistence true\npersistence_location {_folder.Path}/" : "persistence false\nset_tcp_nodelay true";
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0x1FF);
        File.WriteAllText(_folder["mosquitto.conf"], $"listener {port} 127.0.0.1\nallow_anonymous true\n{store}\n{settings}\n");
    }

    public static bool IsInstalled => Program is not null;

    public int Port { get; }

    /// <summary>What it has logged so far: seconds since 1970, a colon, and what happened.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>The process that runs now.</summary>
    public int Id => _process!.Id;

    public static async Task<MosquittoProcess> Start(string settings = "", bool isStock = false)
    {
        var broker = new MosquittoProcess(LoopbackPort.Free(), configuration: null, settings, isStock);
        await broker.StartAgain();
        return broker;
    }

    /// <summary>With a configuration of the caller's, which listens on this port.</summary>
    public static async Task<MosquittoProcess> StartWith(string configuration, int port)
    {
        var broker = new MosquittoProcess(port, configuration, settings: "", isStock: false);
        await broker.StartAgain();
        return broker;
    }

    /// <summary>As systemctl reload does: SIGHUP.</summary>
    public void Reload() => ProgramProcess.Signal(_process!.Id, ProgramProcess.Sighup);

    public async Task StartAgain()
    {
        var process = Process.Start(new ProcessStartInfo(Program ?? throw new InvalidOperationException(Missing), ["-c", _configuration])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.ErrorDataReceived += (_, e) => _log.Enqueue(e.Data ?? "");
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _process = process;
        await Eventually.IsTrue(() => process.HasExited
            ? throw new InvalidOperationException($"mosquitto ended with {process.ExitCode}")
            : LoopbackPort.Answers(Port));
    }

    public async Task Kill()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _folder.Dispose();
    }
}
