using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>
/// A helper program while it runs. Killed when disposed. Should the kiosk itself be killed, the pipe to the helper breaks and the helper ends
/// at its next frame; under systemd the whole control group ends at once.
/// </summary>
internal sealed class HelperProcess : IAsyncDisposable
{
    /// <summary>How long a program may take to end; one that does not, stuck in a driver, is left behind and logged by the kernel.</summary>
    public static readonly TimeSpan EndMax = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of what the helper said last on standard error that are kept.</summary>
    private const int WordsMax = 2000;

    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly Task<IReadOnlyList<string>> _words;

    private HelperProcess(Process process, TimeProvider time) => (_process, _time, _words) = (process, time, WordsAsync(process.StandardError.BaseStream));

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <exception cref="DeviceException">The program is not installed.</exception>
    public static HelperProcess Start(HelperCommand command, TimeProvider time)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return new HelperProcess(Process.Start(start)!, time);
        }
        catch (Win32Exception e)
        {
            throw new DeviceException($"{command.Program} cannot be started: apt-get install {command.Package}", e);
        }
    }

    /// <summary>Waits for its end, for as long as <see cref="EndMax"/>.</summary>
    /// <returns>Its exit code, null where it does not end; and the lines it said last on standard error.</returns>
    public async Task<(int? ExitCode, IReadOnlyList<string> Words)> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(EndMax, _time);
            return (_process.ExitCode, await _words.WaitAsync(EndMax, _time));
        }
        catch (TimeoutException)
        {
            return (null, []);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await EndAsync();
        _process.Dispose();
    }

    private static async Task<IReadOnlyList<string>> WordsAsync(Stream stream)
    {
        byte[] tail = new byte[2 * WordsMax];
        int filled = 0;
        int read;
        while ((read = await stream.ReadAsync(tail.AsMemory(filled))) > 0)
        {
            filled += read;
            if (filled > WordsMax)
            {
                tail.AsSpan(filled - WordsMax, WordsMax).CopyTo(tail);
                filled = WordsMax;
            }
        }

        return
        [
            .. Encoding.UTF8.GetString(tail, 0, filled).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith("Last message repeated", StringComparison.Ordinal)).Select(WithoutOrigin),
        ];
    }

    // ffmpeg says where in it a line comes from, as in "[png @ 0x55dbf72ce180] chunk too big": nothing to whoever stands before a kiosk.
    private static string WithoutOrigin(string line)
    {
        while (line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end)
        {
            line = line[(end + 2)..];
        }

        return line;
    }
}
