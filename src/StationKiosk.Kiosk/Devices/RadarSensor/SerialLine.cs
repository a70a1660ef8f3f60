using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.RadarSensor;

/// <summary>
/// Opens a serial line raw, 8N1, at any speed: 256,000 bits a second is none of the POSIX speeds that System.IO.Ports knows, but Linux takes any number
/// (BOTHER; ioctl_tty(2), TCSETS2).
/// </summary>
internal static partial class SerialLine
{
    private const uint GetSettings = 0x802C542A;
    private const uint SetSettings = 0x402C542B;
    private const uint CharacterSize8 = 0x30;
    private const uint Receive = 0x80;
    private const uint NoModemControl = 0x800;
    private const uint AnySpeed = 0x1000;

    /// <exception cref="DeviceException">It is not there, may not be opened, or is no serial line.</exception>
    public static SafeFileHandle Open(string path, int baud)
    {
        if (!File.Exists(path))
        {
            throw new DeviceException($"the serial line {path} is not there: plug it in, or enable the board's UART; ls /dev/serial/by-id shows those plugged in");
        }

        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            Configure(path, handle, baud);
            return handle;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DeviceException)
        {
            handle?.Dispose();
            throw e as DeviceException ?? new DeviceException($"the serial line {path} cannot be opened ({e.Message.TrimEnd('.')}): add the kiosk's user to the group dialout", e);
        }
    }

    private static void Configure(string path, SafeFileHandle handle, int baud)
    {
        var settings = default(Settings);
        if (Control(handle, GetSettings, ref settings) != 0)
        {
            throw new DeviceException($"{path} is no serial line: set Port to one");
        }

        (settings.Input, settings.Output, settings.Local) = (0, 0, 0);
        settings.Mode = CharacterSize8 | Receive | NoModemControl | AnySpeed;
        (settings.InputSpeed, settings.OutputSpeed) = ((uint)baud, (uint)baud);
        if (Control(handle, SetSettings, ref settings) != 0)
        {
            throw new DeviceException($"{path} cannot be set to {baud} baud: set the module and Baud to 115200");
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle line, nuint request, ref Settings settings);

    /// <summary><c>struct termios2</c>; of the control characters VMIN and VTIME are left as they are, for the line is polled.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Settings
    {
        public uint Input;
        public uint Output;
        public uint Mode;
        public uint Local;
        public byte Line;
        public ControlCharacters Characters;
        public uint InputSpeed;
        public uint OutputSpeed;
    }

    [System.Runtime.CompilerServices.InlineArray(19)]
    private struct ControlCharacters
    {
        private byte _first;
    }
}
