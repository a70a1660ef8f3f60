using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StationKiosk.TestKit;

/// <summary>A serial line without a wire: what is written here is read at <see cref="Path"/>, a real terminal device of the kernel, in raw mode.</summary>
public sealed partial class PseudoTerminal : IDisposable
{
    private const int TerminalSettingsBytes = 256;
    private const int PathBytes = 128;
    private const int InputQueue = 0;
    private const short PollIn = 1;
    private const nuint NotExclusive = 0x540D;

    /// <summary>O_RDWR | O_NOCTTY | O_CLOEXEC: a program started meanwhile must not inherit the line and keep it alive.</summary>
    private const int OpenFlags = 0x2 | 0x100 | 0x80000;

    private readonly FileStream _device;
    private SafeFileHandle? _keptOpen;

    public unsafe PseudoTerminal()
    {
        byte* path = stackalloc byte[PathBytes];
        byte* settings = stackalloc byte[TerminalSettingsBytes];
        int device = Checked(OpenMaster(OpenFlags));
        _device = new FileStream(new SafeFileHandle(device, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        Checked(Grant(device));
        Checked(Unlock(device));
        Checked(NameOf(device, path, PathBytes));
        Path = Marshal.PtrToStringUTF8((nint)path)!;
        int line = Checked(Open(path, OpenFlags));
        _keptOpen = new SafeFileHandle(line, ownsHandle: true);
        Checked(GetSettings(line, settings));
        MakeRaw(settings);
        Checked(SetSettings(line, actions: 0, settings));
    }

    /// <summary>The device a program opens.</summary>
    public string Path { get; }

    public void Write(ReadOnlySpan<byte> bytes) => _device.Write(bytes);

    /// <summary>Takes what a program wrote to the line; waits for it, not longer than <paramref name="most"/>.</summary>
    /// <returns>Bytes; 0 where none came.</returns>
    public int Read(Span<byte> bytes, TimeSpan most)
    {
        var poll = new PollDescriptor { File = (int)_device.SafeFileHandle.DangerousGetHandle(), Events = PollIn };
        return Poll(ref poll, 1, (int)most.TotalMilliseconds) > 0 && (poll.Happened & PollIn) != 0 ? _device.Read(bytes) : 0;
    }

    /// <summary>What was written and not yet read by a program is gone.</summary>
    public void DropUnread() => Checked(Flush((int)_keptOpen!.DangerousGetHandle(), InputQueue));

    /// <summary>
    /// A program that was killed had the line for itself (TIOCEXCL); the kernel takes that back at the last close, which never comes here. Only who is
    /// not root notices.
    /// </summary>
    public void ForgetWhoHadIt() => Checked(Control((int)_keptOpen!.DangerousGetHandle(), NotExclusive));

    /// <summary>The device is gone, as when a cable is pulled: the kernel hangs up on whoever has it open.</summary>
    public void Unplug()
    {
        _keptOpen?.Dispose();
        _keptOpen = null;
        _device.Dispose();
    }

    public void Dispose() => Unplug();

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenMaster(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int device);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int device);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static unsafe partial int NameOf(int device, byte* path, nint length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static unsafe partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static unsafe partial int GetSettings(int line, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static unsafe partial int SetSettings(int line, int actions, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcflush", SetLastError = true)]
    private static partial int Flush(int line, int queue);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int line, nuint request);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static unsafe partial void MakeRaw(byte* settings);

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
