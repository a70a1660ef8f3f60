using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StationKiosk.TestKit;

/// <summary>A serial line without a wire: what is written here is read at <see cref="Path"/>, a real terminal device of the kernel, in raw mode.</summary>
public sealed partial class PseudoTerminal : IDisposable
{
    private const int TerminalSettingsBytes = 256;

    private readonly FileStream _device;
    private SafeFileHandle? _keptOpen;

    public unsafe PseudoTerminal()
    {
        byte* path = stackalloc byte[128];
        byte* settings = stackalloc byte[TerminalSettingsBytes];
        Check(OpenPty(out int device, out int line, path, settings: null, size: null));
        _device = new FileStream(new SafeFileHandle(device, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        _keptOpen = new SafeFileHandle(line, ownsHandle: true);
        Path = Marshal.PtrToStringUTF8((nint)path)!;
        Check(GetSettings(line, settings));
        MakeRaw(settings);
        Check(SetSettings(line, actions: 0, settings));
    }

    /// <summary>The device a program opens.</summary>
    public string Path { get; }

    public void Write(ReadOnlySpan<byte> bytes) => _device.Write(bytes);

    /// <summary>The device is gone, as when a cable is pulled: the kernel hangs up on whoever has it open.</summary>
    public void Unplug()
    {
        _keptOpen?.Dispose();
        _keptOpen = null;
        _device.Dispose();
    }

    public void Dispose() => Unplug();

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "openpty", SetLastError = true)]
    private static unsafe partial int OpenPty(out int device, out int line, byte* path, void* settings, void* size);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static unsafe partial int GetSettings(int line, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static unsafe partial int SetSettings(int line, int actions, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static unsafe partial void MakeRaw(byte* settings);
}
