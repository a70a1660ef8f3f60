using System.Buffers;
using System.Threading.Channels;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>
/// Frames of a camera, from its helper process. The newest only: a frame that was not taken before the next one came is dropped and counted, so
/// that a slow decoder sees late, never ever later.
/// </summary>
internal sealed class FrameSource : IAsyncDisposable
{
    /// <summary>How long a camera may give no frame; then it counts as failed and its helper is ended.</summary>
    public static readonly TimeSpan FrameWaitMax = TimeSpan.FromSeconds(5);

    private readonly CameraScannerOptions _options;
    private readonly TimeProvider _time;
    private readonly HelperProcess _helper;
    private readonly FrameSplitter _splitter;
    private readonly Channel<byte[]> _newest;
    private readonly Task _pump;
    private long _dropped;

    /// <summary>Starts <paramref name="command"/>.</summary>
    /// <exception cref="DeviceException">The program is not installed.</exception>
    public FrameSource(CameraScannerOptions options, HelperCommand command, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _splitter = new FrameSplitter(command.FrameBytes, options.Width * options.Height);
        _newest = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, Drop);
        _helper = HelperProcess.Start(command, time);
        _pump = PumpAsync();
    }

    /// <summary>Frames that came and were never taken.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The helper's process id.</summary>
    public int HelperId => _helper.Id;

    /// <summary>Looks whether the camera is there: one that is not is asked for every second, and two programs a second would be much to ask.</summary>
    /// <exception cref="DeviceException">It is not.</exception>
    public static void Need(CameraScannerOptions options)
    {
        if (options.IsVideoDevice && !File.Exists(options.Source))
        {
            throw new DeviceException($"the camera {options.Source} failed (No such file or directory): check that it is there and that the kiosk may read it");
        }
    }

    /// <summary>Waits for a frame. Its pixels stand until it is given to <see cref="Return"/>.</summary>
    /// <exception cref="DeviceException">None came within <see cref="FrameWaitMax"/>, or the helper ended.</exception>
    public async Task<byte[]> NextAsync(CancellationToken stop)
    {
        try
        {
            return await _newest.Reader.ReadAsync(stop).AsTask().WaitAsync(FrameWaitMax, _time, stop);
        }
        catch (TimeoutException e)
        {
            throw new DeviceException($"{What} has given no picture for {FrameWaitMax.TotalSeconds} s: check its cable and that no other program uses it", e);
        }
        catch (ChannelClosedException e)
        {
            throw new DeviceException(await EndAsync(), e);
        }
    }

    /// <summary>Takes a frame back.</summary>
    public static void Return(byte[] frame) => ArrayPool<byte>.Shared.Return(frame);

    /// <summary>Ends the helper.</summary>
    public async ValueTask DisposeAsync()
    {
        await _helper.DisposeAsync();
        await Task.WhenAny(_pump);
    }

    private string What => _options.IsFile ? $"the video {_options.Source}" : $"the camera {_options.Source}";

    // No token: it is the helper's end that ends the reading.
    private async Task PumpAsync()
    {
        try
        {
            int read;
            while ((read = await _helper.Output.ReadAsync(_splitter.Room)) > 0)
            {
                if (_splitter.Filled(read))
                {
                    byte[] frame = ArrayPool<byte>.Shared.Rent(_splitter.Gray.Length);
                    _splitter.Gray.CopyTo(frame);
                    _newest.Writer.TryWrite(frame);
                }
            }
        }
        finally
        {
            _newest.Writer.Complete();
        }
    }

    private void Drop(byte[] frame)
    {
        Interlocked.Increment(ref _dropped);
        Return(frame);
    }

    private async Task<string> EndAsync()
    {
        var (exitCode, words) = await _helper.EndAsync();
        if (_options.IsFile && exitCode == 0)
        {
            return $"the video {_options.Source} has ended";
        }

        string why = words.Count > 0 ? words[^1] : $"its helper ended with exit code {exitCode?.ToString() ?? "unknown"}";
        return $"{What} failed ({why}): check that it is there and that the kiosk may read it";
    }
}
