using System.ComponentModel;
using System.Diagnostics;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>
/// Decodes frames in a child process of this same program (<c>station-kiosk decoder</c>): the native decoder looks at whatever somebody holds before a
/// camera, so where it crashes, hangs or eats memory it is a reader that begins anew, never a dead kiosk. One frame at a time.
/// </summary>
internal sealed class DecoderProcess : IAsyncDisposable
{
    /// <summary>How long one frame may take; then the process is ended.</summary>
    public static readonly TimeSpan DecodeMax = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take until it can decode; then it is ended.</summary>
    public static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);

    /// <summary>How long the process may take to end once it is killed; one stuck in the kernel is left behind.</summary>
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(5);

    /// <summary>The command that makes this program the child.</summary>
    public const string Command = "decoder";

    private readonly Process _process;
    private readonly TimeProvider _time;

    private DecoderProcess(Process process, TimeProvider time) => (_process, _time) = (process, time);

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>This program, as it lies beside its libraries.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "station-kiosk");

    /// <exception cref="DeviceException">It cannot be started.</exception>
    public static DecoderProcess Start(TimeProvider time, string? program = null)
    {
        var start = new ProcessStartInfo(program ?? Program, program is null ? [Command] : []) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        // A child of few pictures needs no second and third heap of its own.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_GCConserveMemory"] = "9";
        try
        {
            return new DecoderProcess(Process.Start(start)!, time);
        }
        catch (Win32Exception e)
        {
            throw new DeviceException($"the decoder process cannot be started ({e.Message}): install station-kiosk again, {start.FileName} is missing or may not be run", e);
        }
    }

    /// <summary>Waits until it can decode, so that no badge is held up before a camera that nobody looks through yet.</summary>
    /// <exception cref="DeviceException">The process crashed, hung or answered nonsense; it is of no more use.</exception>
    public Task ReadyAsync(CancellationToken stop) => AskAsync(new GrayImage(1, 1, new byte[1]), StartMax, stop);

    /// <summary>Decodes one frame.</summary>
    /// <exception cref="DeviceException">The process crashed, hung or answered nonsense; it is of no more use.</exception>
    public Task<IReadOnlyList<string>> DecodeAsync(GrayImage frame, CancellationToken stop) => AskAsync(frame, DecodeMax, stop);

    private async Task<IReadOnlyList<string>> AskAsync(GrayImage frame, TimeSpan atMost, CancellationToken stop)
    {
        try
        {
            return await AskAsync(frame).WaitAsync(atMost, _time, stop);
        }
        catch (TimeoutException e)
        {
            throw new DeviceException($"the decoder took longer than {atMost.TotalSeconds} s for one picture and was ended; it begins anew", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new DeviceException($"the decoder ended in the middle of a picture{await EndAsync()}; it begins anew. If it happens again and again, look at what stands before the camera", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await EndAsync();
        _process.Dispose();
    }

    // No token: a frame that was begun is answered, or the process is ended.
    private async Task<IReadOnlyList<string>> AskAsync(GrayImage frame)
    {
        await DecoderWire.WritePictureAsync(_process.StandardInput.BaseStream, frame, CancellationToken.None);
        return await DecoderWire.ReadTextsAsync(_process.StandardOutput.BaseStream);
    }

    private async Task<string> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(EndMax, _time);
            return $" with exit code {_process.ExitCode}";
        }
        catch (TimeoutException)
        {
            return "";
        }
    }
}
