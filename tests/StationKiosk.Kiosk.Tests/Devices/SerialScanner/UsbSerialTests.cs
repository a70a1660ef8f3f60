using StationKiosk.Kiosk.Devices.SerialScanner;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Serial;

/// <summary>On a folder laid out as sysfs is: links of links, two kinds of drivers.</summary>
public sealed class UsbSerialTests : IDisposable
{
    private readonly TempFolder _sys = new();

    public UsbSerialTests()
    {
        Plug("1-1", "1a86", "7523");
        Plug("1-2", "0c2e", "0B6A");
        // cdc_acm hangs its terminal below the interface, usb-serial's drivers one folder deeper.
        Terminal("ttyACM0", "devices/usb1/1-2/1-2:1.0");
        Terminal("ttyUSB3", "devices/usb1/1-1/1-1:1.0/ttyUSB3");
        Directory.CreateDirectory(_sys["devices/virtual/tty/tty0"]);
        Directory.CreateSymbolicLink(_sys["class/tty/tty0"], "../../devices/virtual/tty/tty0");
    }

    public void Dispose() => _sys.Dispose();

    [Theory]
    [InlineData("usb:1a86:7523", "/dev/ttyUSB3")]
    [InlineData("usb:0C2E:0b6a", "/dev/ttyACM0")]
    [InlineData("usb:ffff:0000", null)]
    [InlineData("/dev/ttyACM0", "/dev/ttyACM0")]
    public void A_device_is_found_by_its_make_and_a_path_is_itself(string port, string? path) => Assert.Equal(path, UsbSerial.PathOf(port, _sys["class/tty"]));

    [Theory]
    [InlineData("usb:1a86")]
    [InlineData("usb:1a86:752")]
    [InlineData("1a86:7523")]
    public void What_is_no_make_is_not_taken_for_one(string port) => Assert.False(UsbSerial.IsId(port));

    private void Plug(string device, string vendor, string product)
    {
        Directory.CreateDirectory(_sys[$"devices/usb1/{device}"]);
        File.WriteAllText(_sys[$"devices/usb1/{device}/idVendor"], $"{vendor}\n");
        File.WriteAllText(_sys[$"devices/usb1/{device}/idProduct"], $"{product}\n");
    }

    /// <summary>As the kernel does: both links are relative.</summary>
    private void Terminal(string name, string device)
    {
        Directory.CreateDirectory(_sys[$"{device}/tty/{name}"]);
        Directory.CreateSymbolicLink(_sys[$"{device}/tty/{name}/device"], $"../../../{Path.GetFileName(device)}");
        Directory.CreateDirectory(_sys["class/tty"]);
        Directory.CreateSymbolicLink(_sys[$"class/tty/{name}"], $"../../{device}/tty/{name}");
    }
}
