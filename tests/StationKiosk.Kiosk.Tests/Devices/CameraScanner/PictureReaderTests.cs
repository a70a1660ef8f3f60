using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class PictureReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_badge_in_a_picture_file_is_read()
    {
        using var badges = new TestBadges();
        string badge = badges.Text();
        await File.WriteAllBytesAsync(_folder["a badge: 'held' [up].png"], BadgeVideo.Png(badge));
        var reading = await ReadAsync(_folder["a badge: 'held' [up].png"]);
        Assert.Null(reading.Fault);
        Assert.Equal([badge], reading.Texts);
    }

    [SkippableFact]
    public async Task A_large_picture_is_made_to_fit_and_read()
    {
        await File.WriteAllBytesAsync(_folder["large.png"], BadgeVideo.Png("SK1LARGE", pixelsPerModule: 100));
        Assert.Equal(["SK1LARGE"], (await ReadAsync(_folder["large.png"])).Texts);
        var (picture, _) = await PictureReader.LoadAsync(_folder["large.png"], PictureReader.DefaultFit, TimeProvider.System, CancellationToken.None);
        Assert.Equal((720, 720), (picture!.Value.Width, picture.Value.Height));
    }

    [SkippableFact]
    public async Task A_file_that_is_not_there_is_named() =>
        Assert.Equal($"{_folder["none.png"]}: there is no such file", (await ReadAsync(_folder["none.png"])).Fault);

    [SkippableTheory]
    [InlineData("empty.png")]
    [InlineData("noise.png")]
    [InlineData("cut-short.png")]
    [InlineData("text.jpg")]
    [InlineData("enormous.pgm")]
    public async Task A_broken_picture_is_one_line_that_names_it_and_says_what_to_do(string name)
    {
        byte[] bytes = name switch
        {
            "empty.png" => [],
            "noise.png" => Noise(),
            "cut-short.png" => BadgeVideo.Png("SK1BROKEN")[..40],
            "text.jpg" => "not a picture"u8.ToArray(),
            _ => "P5\n60000 60000\n255\n"u8.ToArray(),
        };
        await File.WriteAllBytesAsync(_folder[name], bytes);
        var reading = await ReadAsync(_folder[name]);
        Assert.Empty(reading.Texts);
        Assert.StartsWith($"{_folder[name]}: not a picture that can be read (", reading.Fault, StringComparison.Ordinal);
        Assert.Contains("save it again as PNG or JPEG", reading.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", reading.Fault, StringComparison.Ordinal);
    }

    private static async Task<PictureReading> ReadAsync(string path)
    {
        Needs.Ffmpeg();
        Needs.Zbar();
        using var reader = new PictureReader(TimeProvider.System);
        return await reader.ReadAsync(path, CancellationToken.None);
    }

    private static byte[] Noise()
    {
        byte[] noise = new byte[10_000];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
