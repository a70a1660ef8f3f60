using System.Diagnostics;
using System.Globalization;
using QRCoder;

namespace StationKiosk.TestKit;

/// <summary>A video of badges held up to a camera one after the other, as noisy, tilted and dim as real ones. Made by ffmpeg.</summary>
public sealed class BadgeVideo
{
    public const double UsualTilt = 7;
    public const int UsualNoise = 20;
    public const double UsualLight = 0.6;

    private const byte Ground = 128;

    private static readonly string[] RawCodec = ["-c:v", "rawvideo"];

    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>How long each badge is held up.</summary>
    public TimeSpan Shown { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long nothing is, before, between and after.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromSeconds(1);

    public double TiltDegrees { get; init; } = UsualTilt;

    /// <summary>Strength of the noise in gray levels, 0 to 100.</summary>
    public int Noise { get; init; } = UsualNoise;

    /// <summary>1 for full light, towards 0 for darkness.</summary>
    public double Light { get; init; } = UsualLight;

    public int Width { get; init; } = 640;

    public int Height { get; init; } = 480;

    public int FramesPerSecond { get; init; } = 10;

    /// <summary>A badge as a PNG picture.</summary>
    public static byte[] Png(string text, int pixelsPerModule = 8)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(code);
        return png.GetGraphic(pixelsPerModule);
    }

    /// <summary>A badge held upright in the middle, so large that it fills most of the height.</summary>
    public static byte[] Frame(string text, int width, int height)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        int side = height * 4 / 5 / modules.Count * modules.Count;
        int left = (width - side) / 2;
        int top = (height - side) / 2;
        byte[] frame = Blank(width, height);
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                frame[((top + y) * width) + left + x] = modules[y * modules.Count / side][x * modules.Count / side] ? byte.MinValue : byte.MaxValue;
            }
        }

        return frame;
    }

    /// <summary>Makes the video; its format follows from the file's name: <c>.nut</c> holds raw frames, which cost as little to take as a camera's.</summary>
    /// <exception cref="InvalidOperationException">ffmpeg is missing or failed; the message says what it said.</exception>
    public async Task MakeAsync(string path, CancellationToken stop = default)
    {
        string[] arguments =
        [
            "-y", "-hide_banner", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-s", $"{Width}x{Height}", "-r", $"{FramesPerSecond}",
            "-i", "-", "-vf", Filter(), .. (path.EndsWith(".nut", StringComparison.Ordinal) ? RawCodec : []), path,
        ];
        var start = new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffmpeg cannot be started");
        var words = process.StandardError.ReadToEndAsync(stop);
        try
        {
            await WriteAsync(process.StandardInput.BaseStream, stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early: its words say why.
        }

        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ffmpeg failed: {await words}");
        }
    }

    private static byte[] Blank(int width, int height)
    {
        byte[] frame = new byte[width * height];
        frame.AsSpan().Fill(Ground);
        return frame;
    }

    private async Task WriteAsync(Stream frames, CancellationToken stop)
    {
        byte[] blank = Blank(Width, Height);
        await WriteAsync(frames, blank, Gap, stop);
        foreach (string text in Texts)
        {
            await WriteAsync(frames, Frame(text, Width, Height), Shown, stop);
            await WriteAsync(frames, blank, Gap, stop);
        }
    }

    private async Task WriteAsync(Stream frames, byte[] frame, TimeSpan length, CancellationToken stop)
    {
        for (int i = 0; i < length.TotalSeconds * FramesPerSecond; i++)
        {
            await frames.WriteAsync(frame, stop);
        }
    }

    // Turned on a gray ground, in poor light; noise last, as a sensor adds it.
    private string Filter() => string.Create(CultureInfo.InvariantCulture,
        $"format=gray,rotate={TiltDegrees}*PI/180:c=0x{Ground:x2}{Ground:x2}{Ground:x2},lutyuv=y=val*{Light},noise=alls={Noise}:allf=t,format=yuv420p");
}
