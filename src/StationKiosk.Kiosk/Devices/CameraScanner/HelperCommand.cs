namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>A program that writes raw frames to its standard output.</summary>
/// <param name="Program">Its name or path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Package">The Debian package it comes in.</param>
/// <param name="FrameBytes">Bytes from frame to frame; the first width * height of them are the gray picture.</param>
internal sealed record HelperCommand(string Program, IReadOnlyList<string> Arguments, string Package, int FrameBytes)
{
    private static readonly string[] Quiet = ["-nostdin", "-hide_banner", "-loglevel", "error"];

    public static HelperCommand For(CameraScannerOptions options) => options.IsRaspberryPi ? RaspberryPi(options) : Ffmpeg(options);

    /// <summary>One picture as PGM, so that its size comes along, made smaller where it does not fit <paramref name="fit"/>.</summary>
    public static HelperCommand Picture(string path, PictureFit? fit)
    {
        string[] smaller = fit is { } size
            ? ["-vf", $"scale=w='min(iw,{size.Width})':h='min(ih,{size.Height})':force_original_aspect_ratio=decrease:flags=area"]
            : [];
        return new HelperCommand(
            "ffmpeg",
            [
                .. Quiet, "-protocol_whitelist", "file,pipe", "-max_pixels", $"{GrayImage.PixelsMax}", "-i", $"file:{path}",
                .. smaller, "-frames:v", "1", "-pix_fmt", "gray", "-f", "image2pipe", "-c:v", "pgm", "-",
            ],
            "ffmpeg",
            FrameBytes: 0);
    }

    // A camera may not give the size and rate it was asked for: the filter makes sure of both.
    private static HelperCommand Ffmpeg(CameraScannerOptions options)
    {
        string size = $"{options.Width}:{options.Height}";
        string filter = $"fps={options.FramesPerSecond},scale={size}:force_original_aspect_ratio=decrease,pad={size}:-1:-1:gray";
        return new HelperCommand(
            "ffmpeg",
            [.. Quiet, .. Input(options), "-an", "-vf", filter, "-f", "rawvideo", "-pix_fmt", "gray", "-"],
            "ffmpeg",
            options.Width * options.Height);
    }

    private static string[] Input(CameraScannerOptions options) => options.IsVideoDevice
        ? ["-f", "v4l2", "-framerate", $"{options.FramesPerSecond}", "-video_size", $"{options.Width}x{options.Height}", "-i", options.Source]
        : ["-protocol_whitelist", "file", "-stream_loop", options.Loop ? "-1" : "0", "-re", "-i", $"file:{options.Source}"];

    private static HelperCommand RaspberryPi(CameraScannerOptions options) => new(
        "rpicam-vid",
        [
            "-t", "0", "-n", "--codec", "yuv420", "--width", $"{options.Width}", "--height", $"{options.Height}",
            "--framerate", $"{options.FramesPerSecond}", "--flush", "-o", "-",
        ],
        "rpicam-apps",
        options.Width * options.Height * 3 / 2);
}
