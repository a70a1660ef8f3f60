using StationKiosk.Hosting.Settings;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>Which camera, and how it is read.</summary>
/// <param name="Source">A device (<c>/dev/video0</c>), the word <c>rpicam</c> for a Raspberry Pi camera, or a picture or video file.</param>
/// <param name="Width">Pixels in a row, 160 to 1920; a multiple of 64 for <c>rpicam</c>.</param>
/// <param name="Height">Rows, 120 to 1080.</param>
/// <param name="FramesPerSecond">Frames taken a second, 1 to 30.</param>
/// <param name="Loop">Whether a file starts again when it ends.</param>
public sealed record CameraScannerOptions(string Source, int Width = 640, int Height = 480, int FramesPerSecond = 10, bool Loop = false)
{
    /// <summary>The source that stands for a Raspberry Pi camera.</summary>
    public const string RaspberryPi = "rpicam";

    private const int RaspberryPiWidthUnit = 64;

    /// <summary>Whether <see cref="Source"/> is a Raspberry Pi camera.</summary>
    public bool IsRaspberryPi => Source == RaspberryPi;

    /// <summary>Whether <see cref="Source"/> is a USB camera.</summary>
    public bool IsVideoDevice => Source.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>Whether <see cref="Source"/> is a file.</summary>
    public bool IsFile => !IsRaspberryPi && !IsVideoDevice;

    /// <summary>Reads them; what cannot be used becomes a fault of <paramref name="section"/>.</summary>
    public static CameraScannerOptions Read(SettingsReader section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = new CameraScannerOptions(
            section.Text("Source", "/dev/video0", IsSource, "a camera such as /dev/video0, the word rpicam, or a picture or video file"),
            section.Integer("Width", 640, min: 160, max: 1920),
            section.Integer("Height", 480, min: 120, max: 1080),
            section.Integer("FramesPerSecond", 10, min: 1, max: 30),
            section.Flag("Loop", fallback: false));
        if (options.IsRaspberryPi && options.Width % RaspberryPiWidthUnit != 0)
        {
            section.Fault("Width", $"{options.Width}", $"a multiple of {RaspberryPiWidthUnit} for a Raspberry Pi camera, such as 640");
        }

        if (options.Loop && !options.IsFile)
        {
            section.Fault("Loop", "true", "false, or a file as Source: a camera has no end to start again from");
        }

        return options;
    }

    // An address would make the helper reach out over the network.
    private static bool IsSource(string value) => value.Length > 0 && !value.Contains("://", StringComparison.Ordinal) && !value.Contains('\0');
}
