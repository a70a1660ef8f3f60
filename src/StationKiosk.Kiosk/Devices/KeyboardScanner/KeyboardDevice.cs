using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.KeyboardScanner;

/// <summary>Opens an input device of Linux (<c>/dev/input/event*</c>) and holds it alone: what is typed on it reaches no console and no other program (EVIOCGRAB).</summary>
internal static partial class KeyboardDevice
{
    /// <summary>EVIOCGRAB of linux/input.h: _IOW('E', 0x90, int).</summary>
    private const uint Grab = 0x40044590;

    private const int ErrorBusy = 16;

    /// <summary>Opens it and holds it alone.</summary>
    /// <exception cref="DeviceException">It is not there, may not be opened, is no input device, or somebody else holds it.</exception>
    public static SafeFileHandle Open(string path)
    {
        var handle = OpenShared(path);
        if (Control(handle, Grab, 1) == 0)
        {
            return handle;
        }

        int error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw new DeviceException(error == ErrorBusy
            ? $"the scanner {path} is held by another program: stop it (fuser {path} names it), or it would type into both"
            : $"{path} is no input device ({new Win32Exception(error).Message}): set Port to a name from ls /dev/input/by-id that ends in -event-kbd");
    }

    /// <summary>Opens anything that gives input events, such as a pipe of recorded ones, and leaves it to others as well.</summary>
    /// <exception cref="DeviceException">It is not there or may not be opened.</exception>
    public static SafeFileHandle OpenShared(string path)
    {
        if (!File.Exists(path))
        {
            throw new DeviceException($"the scanner {path} is not there: plug it in, and compare the name with ls /dev/input/by-id");
        }

        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException($"the scanner {path} cannot be opened ({e.Message.TrimEnd('.')}): add the kiosk's user to the group input", e);
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle device, nuint request, nint argument);
}
