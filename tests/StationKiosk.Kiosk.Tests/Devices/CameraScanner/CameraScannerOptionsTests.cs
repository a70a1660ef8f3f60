using Microsoft.Extensions.Configuration;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class CameraScannerOptionsTests
{
    [Fact]
    public void Without_settings_it_is_the_first_usb_camera() =>
        Assert.Equal((new CameraScannerOptions("/dev/video0", 640, 480, 10, Loop: false), ""), Read([]));

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        var (_, faults) = Read([("Source", "rtsp://camera/1"), ("Width", "9999"), ("Height", "1"), ("FramesPerSecond", "0"), ("Loop", "perhaps")]);
        Assert.Equal("Source Width Height FramesPerSecond Loop", faults);
    }

    [Fact]
    public void A_raspberry_pi_camera_wants_a_width_it_can_give() => Assert.Equal("Width", Read([("Source", "rpicam"), ("Width", "600")]).Faults);

    [Fact]
    public void Only_a_file_can_loop()
    {
        Assert.Equal("Loop", Read([("Loop", "true")]).Faults);
        Assert.Equal("", Read([("Loop", "true"), ("Source", "badges.mkv")]).Faults);
    }

    [Fact]
    public void Each_kind_of_source_has_its_command()
    {
        Assert.Equal("ffmpeg v4l2 307200", Command("/dev/video0", "v4l2"));
        Assert.Equal("ffmpeg file:-i.mkv 307200", Command("-i.mkv", "file:-i.mkv"));
        Assert.Equal("rpicam-vid yuv420 460800", Command("rpicam", "yuv420"));
    }

    private static string Command(string source, string argument)
    {
        var command = HelperCommand.For(new CameraScannerOptions(source));
        return $"{command.Program} {command.Arguments.Single(text => text == argument)} {command.FrameBytes}";
    }

    private static (CameraScannerOptions Options, string Faults) Read((string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
        var reader = new SettingsReader(configuration);
        var options = CameraScannerOptions.Read(reader);
        return (options, string.Join(' ', reader.Faults.Select(fault => fault.Key)));
    }
}
