using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using StationKiosk.Hosting.Loops;

namespace StationKiosk.Kiosk.Devices;

/// <summary>
/// A device file that is read when it has something, so that whoever waits for it can also stop: poll(2), then read(2), on a thread of its own. On the pool's, a few
/// such devices hold all the threads that a small board's pool begins with, and everything else starts late.
/// </summary>
internal sealed partial class PolledFile : IDisposable
{
    private const short PollIn = 1;

    /// <summary>How long the thread may take to notice that nobody reads any more.</summary>
    private const int PollMilliseconds = 100;

    private const int ChunkBytes = 4096;

    private readonly SafeFileHandle _handle;
    private readonly Channel<byte[]> _chunks = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ended;
    private byte[] _rest = [];

    /// <param name="handle">The open file; closed soon after this is disposed.</param>
    public PolledFile(SafeFileHandle handle)
    {
        (_handle, _ended) = (handle, _end.Token);
        new Thread(Run) { IsBackground = true, Name = "device file" }.Start();
    }

    /// <summary>Waits for bytes, not longer than <paramref name="most"/>.</summary>
    /// <returns>Bytes read; 0 where none came.</returns>
    /// <exception cref="IOException">The device failed or is gone.</exception>
    public async Task<int> ReadAsync(byte[] bytes, TimeSpan most)
    {
        if (_rest.Length == 0 && await _chunks.Reader.WaitAtMostAsync(most, TimeProvider.System, CancellationToken.None) && _chunks.Reader.TryRead(out byte[]? chunk))
        {
            _rest = chunk;
        }

        int read = Math.Min(bytes.Length, _rest.Length);
        _rest.AsSpan(0, read).CopyTo(bytes);
        _rest = _rest[read..];
        return read;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_ended.IsCancellationRequested)
            {
                if (Read() is { } chunk)
                {
                    // Blocks while nobody takes the one before: the kernel keeps what comes meanwhile.
                    _chunks.Writer.WriteAsync(chunk, _ended).AsTask().GetAwaiter().GetResult();
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            _chunks.Writer.Complete(e);
        }
        finally
        {
            _handle.Dispose();
        }
    }

    private byte[]? Read()
    {
        var poll = new PollDescriptor { File = (int)_handle.DangerousGetHandle(), Events = PollIn };
        if (Poll(ref poll, 1, PollMilliseconds) <= 0)
        {
            return null;
        }

        // Not RandomAccess.Read: devices cannot be sought in, and it insists.
        byte[] chunk = new byte[ChunkBytes];
        nint read = Read(_handle, ref chunk[0], ChunkBytes);
        return read > 0 ? chunk[..(int)read]
            : throw new EndOfStreamException(read == 0 ? "it is at its end" : new Win32Exception(Marshal.GetLastPInvokeError()).Message);
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle file, ref byte bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor files, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int File;
        public short Events;
        public short Happened;
    }
}
