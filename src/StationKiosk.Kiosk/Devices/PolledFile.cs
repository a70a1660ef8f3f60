using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StationKiosk.Kiosk.Devices;

/// <summary>A device file that is read when it has something, so that whoever waits for it can also stop: poll(2), then read(2).</summary>
/// <param name="handle">The open file; disposed with this.</param>
internal sealed partial class PolledFile(SafeFileHandle handle) : IDisposable
{
    private const short PollIn = 1;

    /// <summary>Waits for bytes, not longer than <paramref name="most"/>, on a thread of the pool.</summary>
    /// <returns>Bytes read; 0 where none came.</returns>
    /// <exception cref="IOException">The device failed or is gone.</exception>
    public Task<int> ReadAsync(byte[] bytes, TimeSpan most) => Task.Run(() => Read(bytes, most), CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private int Read(byte[] bytes, TimeSpan most)
    {
        var poll = new PollDescriptor { File = (int)handle.DangerousGetHandle(), Events = PollIn };
        if (Poll(ref poll, 1, (int)most.TotalMilliseconds) <= 0)
        {
            return 0;
        }

        int read = RandomAccess.Read(handle, bytes, fileOffset: 0);
        return read > 0 ? read : throw new EndOfStreamException("it is at its end");
    }

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
