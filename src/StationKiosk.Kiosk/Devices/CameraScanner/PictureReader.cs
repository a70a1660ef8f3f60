using StationKiosk.Kiosk.Health;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>What a picture file holds.</summary>
/// <param name="Texts">What its QR codes say; empty where none was found.</param>
/// <param name="Fault">Null, or why the file could not be read, in one line with its remedy.</param>
public sealed record PictureReading(IReadOnlyList<string> Texts, string? Fault);

/// <summary>The box a picture is made to fit, never larger than it is.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record PictureFit(int Width, int Height);

/// <summary>A picture file's pixels, or why there are none.</summary>
/// <param name="Gray">The picture; null with a fault.</param>
/// <param name="Fault">Null, or why the file could not be read, in one line with its remedy.</param>
public sealed record Picture(GrayImage? Gray, string? Fault);

/// <summary>Reads the QR codes in picture files, whatever formats ffmpeg knows.</summary>
/// <param name="time">For limits.</param>
public sealed class PictureReader(TimeProvider time) : IDisposable
{
    /// <summary>The box a picture is made to fit before it is decoded: as many codes are read as at full size, in bounded time and memory.</summary>
    public static readonly PictureFit DefaultFit = new(1280, 720);

    /// <summary>How long one file may take to be opened; then it is given up with a fault.</summary>
    public static readonly TimeSpan LoadMax = TimeSpan.FromSeconds(30);

    private readonly StagedDecoder _decoder = StagedDecoder.OfThisBuild();

    /// <summary>Reads the QR codes in a picture file. What is wrong with the file is a fault of the reading.</summary>
    /// <exception cref="DeviceException">ffmpeg is not installed.</exception>
    public async Task<PictureReading> ReadAsync(string path, CancellationToken stop)
    {
        var (gray, fault) = await LoadAsync(path, DefaultFit, time, stop);
        return new PictureReading(gray is { } picture ? _decoder.DecodePicture(picture) : [], fault);
    }

    /// <summary>Loads a picture file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fit">The box it is to fit; null for its own size.</param>
    /// <param name="time">For limits.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="DeviceException">ffmpeg is not installed.</exception>
    public static async Task<Picture> LoadAsync(string path, PictureFit? fit, TimeProvider time, CancellationToken stop)
    {
        if (!File.Exists(path))
        {
            return new Picture(null, $"{path}: there is no such file");
        }

        await using var helper = HelperProcess.Start(HelperCommand.Picture(Path.GetFullPath(path), fit), time);
        try
        {
            byte[] bytes = await ReadAllAsync(helper.Output).WaitAsync(LoadMax, time, stop);
            var gray = Pgm.Read(bytes);
            return gray is null ? new Picture(null, await FaultAsync(path, helper)) : new Picture(gray, null);
        }
        catch (TimeoutException)
        {
            return new Picture(null, $"{path}: took longer than {LoadMax.TotalSeconds} s to open; save it again as PNG or JPEG");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        byte[] chunk = new byte[64 * 1024];
        int read;
        while (bytes.Length <= GrayImage.PixelsMax + Pgm.HeadBytesMax && (read = await stream.ReadAsync(chunk)) > 0)
        {
            bytes.Write(chunk, 0, read);
        }

        return bytes.ToArray();
    }

    private static async Task<string> FaultAsync(string path, HelperProcess helper)
    {
        var (_, words) = await helper.EndAsync();
        // The first says what is wrong with the file, the others what that led to.
        string why = words.Count > 0 ? words[0] : "it shows nothing";
        return $"{path}: not a picture that can be read ({why}); save it again as PNG or JPEG, at most {GrayImage.PixelsMax / 1_000_000} megapixels";
    }
}
