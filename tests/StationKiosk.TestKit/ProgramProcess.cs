using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StationKiosk.TestKit;

/// <summary>What to start, and with what.</summary>
/// <param name="Program"><c>station-kiosk</c>, <c>station-office</c> or <c>station-fleet</c>, or a published binary by its full path.</param>
public sealed record ProgramStart(string Program)
{
    /// <summary>Environment variables beside those of the test.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Called with every line it prints.</summary>
    public Action<string>? Heard { get; init; }
}

/// <summary>One of the project's programs as a real process, built beside the tests in the same configuration.</summary>
public sealed partial class ProgramProcess : IAsyncDisposable
{
    public const int Sighup = 1;

    private const int Sigterm = 15;

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    private readonly Action<string>? _heard;

    private ProgramProcess(Process process, Action<string>? heard)
    {
        (_process, _heard) = (process, heard);
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has printed so far, both streams.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public static ProgramProcess Start(string program, params string[] arguments) => Start(new ProgramStart(program), arguments);

    public static ProgramProcess Start(ProgramStart program, params string[] arguments)
    {
        bool isPublished = Path.IsPathFullyQualified(program.Program);
        string[] before = isPublished ? [] : [PathOf(program.Program)];
        var start = new ProcessStartInfo(isPublished ? program.Program : "dotnet", [.. before, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        return new ProgramProcess(Process.Start(start)!, program.Heard);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments)
    {
        await using var process = Start(program, arguments);
        int exit = await process.ExitAsync();
        return (exit, string.Join('\n', process.Lines));
    }

    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>As a power cut to the program: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await ExitAsync();
    }

    /// <summary>As systemd stops it: SIGTERM.</summary>
    public async Task<int> StopAsync()
    {
        _ = Kill(_process.Id, Sigterm);
        return await ExitAsync();
    }

    /// <summary>Sends a signal to any process of the test's.</summary>
    public static void Signal(int processId, int signal) => _ = Kill(processId, signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>src/StationKiosk.Kiosk/bin/Debug/net10.0/station-kiosk.dll, from tests/X/bin/Debug/net10.0/.</summary>
    public static string PathOf(string program)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        string configuration = here.Parent!.Name;
        string project = program switch
        {
            "station-kiosk" => "src/StationKiosk.Kiosk",
            "station-office" => "src/StationKiosk.Office",
            "station-fleet" => "tests/StationKiosk.Fleet",
            _ => throw new ArgumentException($"no program '{program}'", nameof(program)),
        };
        return Path.Combine(Repository.Root, project, "bin", configuration, here.Name, $"{program}.dll");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    private void Take(string? line)
    {
        if (line is not null)
        {
            lock (_lock)
            {
                _lines.Add(line);
            }

            _heard?.Invoke(line);
        }
    }
}
