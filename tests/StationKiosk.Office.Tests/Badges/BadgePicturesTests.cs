using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StationKiosk.Office.Badges;

namespace StationKiosk.Office.Tests.Badges;

public sealed class BadgePicturesTests : IDisposable
{
    private const int Modules = 49, Quiet = 4, Pixels = 10;
    private static readonly Regex DarkRun = new(@"M(\d+) (\d+)h(\d+)v1h-\d+z", RegexOptions.None, TimeSpan.FromSeconds(10));
    private readonly BadgeCli _cli = new();
    private readonly string _text;

    public BadgePicturesTests() => _text = _cli.IssuedText(_cli.Keygen());

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_usual_badge_is_a_version_8_code_because_it_is_alphanumeric()
    {
        var svg = XElement.Parse(BadgePictures.Svg(_text));
        Assert.Equal("0 0 57 57", svg.Attribute("viewBox")!.Value);

        var lowerCase = XElement.Parse(BadgePictures.Svg(_text.ToLowerInvariant()));
        Assert.NotEqual("0 0 57 57", lowerCase.Attribute("viewBox")!.Value);
    }

    [SkippableFact]
    public void The_png_reads_back_as_the_badge()
    {
        Skip.IfNot(ZbarReader.IsThere, "libzbar0 is not installed");
        Skip.IfNot(File.Exists("/usr/bin/ffmpeg"), "ffmpeg is not installed");
        string file = _cli.Folder["badge.png"];
        File.WriteAllBytes(file, BadgePictures.Png(_text));

        const int Side = (Modules + (2 * Quiet)) * Pixels;
        byte[] gray = Gray(file);
        Assert.Equal(Side * Side, gray.Length);
        Assert.Equal(_text, ZbarReader.Read(gray, Side, Side));
    }

    [SkippableFact]
    public void The_svg_reads_back_as_the_badge()
    {
        Skip.IfNot(ZbarReader.IsThere, "libzbar0 is not installed");
        var (gray, side) = Raster(XElement.Parse(BadgePictures.Svg(_text)));

        Assert.Equal(_text, ZbarReader.Read(gray, side, side));
    }

    [Fact]
    public void The_quiet_zone_is_four_modules_wide()
    {
        var (gray, side) = Raster(XElement.Parse(BadgePictures.Svg(_text)));
        var dark = Enumerable.Range(0, gray.Length).Where(i => gray[i] == 0).ToList();

        Assert.Equal(Quiet * Pixels, dark.Min(i => i % side));
        Assert.Equal(Quiet * Pixels, dark.Min(i => i / side));
        Assert.Equal(side - (Quiet * Pixels) - 1, dark.Max(i => i % side));
    }

    private static byte[] Gray(string picture)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg", ["-v", "error", "-i", picture, "-f", "rawvideo", "-pix_fmt", "gray", "-"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        using var gray = new MemoryStream();
        ffmpeg.StandardOutput.BaseStream.CopyTo(gray);
        ffmpeg.WaitForExit();
        return gray.ToArray();
    }

    /// <summary>Paints the dark runs of modules, one pixel high each, that the SVG's path consists of.</summary>
    private static (byte[] Gray, int Side) Raster(XElement svg)
    {
        int side = int.Parse(svg.Attribute("viewBox")!.Value.Split(' ')[2]) * Pixels;
        byte[] gray = new byte[side * side];
        gray.AsSpan().Fill(byte.MaxValue);
        string path = svg.Elements().Single(element => element.Name.LocalName == "path").Attribute("d")!.Value;
        foreach (Match run in DarkRun.Matches(path))
        {
            int[] number = [.. run.Groups.Values.Skip(1).Select(group => int.Parse(group.Value) * Pixels)];
            for (int y = number[1]; y < number[1] + Pixels; y++)
            {
                gray.AsSpan((y * side) + number[0], number[2]).Clear();
            }
        }

        return (gray, side);
    }
}
