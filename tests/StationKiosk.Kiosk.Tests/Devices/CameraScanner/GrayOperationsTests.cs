using CsCheck;
using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class GrayOperationsTests
{
    private static readonly Gen<(byte[] Pixels, int Width)> Pictures =
        from width in Gen.Int[2, 20]
        from height in Gen.Int[2, 20]
        from pixels in Gen.Byte.Array[width * height]
        select (pixels, width);

    [Fact]
    public void Half_size_is_the_mean_of_four()
    {
        byte[] half = new byte[2];
        GrayOperations.Halve([0, 10, 50, 50, 9, 20, 20, 50, 50, 9], width: 5, half);
        Assert.Equal([13, 50], half);
    }

    [Fact]
    public void Half_of_the_double_is_the_picture_but_for_soft_edges() => Pictures.Sample(p =>
    {
        byte[] twice = new byte[4 * p.Pixels.Length];
        byte[] back = new byte[p.Pixels.Length];
        GrayOperations.Double(p.Pixels, p.Width, twice);
        GrayOperations.Halve(twice, 2 * p.Width, back);
        int height = p.Pixels.Length / p.Width;
        for (int i = 0; i < back.Length; i++)
        {
            int x = i % p.Width, y = i / p.Width;
            double expected = 0;
            foreach (var (dx, dy, weight) in new[] { (0, 0, 36), (-1, 0, 6), (1, 0, 6), (0, -1, 6), (0, 1, 6), (-1, -1, 1), (1, -1, 1), (-1, 1, 1), (1, 1, 1) })
            {
                expected += weight / 64.0 * p.Pixels[(Math.Clamp(y + dy, 0, height - 1) * p.Width) + Math.Clamp(x + dx, 0, p.Width - 1)];
            }

            Assert.InRange(back[i] - expected, -1.01, 1.01);
        }
    });

    [Fact]
    public void A_blurred_pixel_is_the_mean_of_the_nine_around_it()
    {
        byte[] blurred = new byte[9];
        GrayOperations.Blur([0, 0, 0, 0, 90, 0, 0, 0, 0], width: 3, blurred);
        Assert.Equal([0, 0, 0, 0, 10, 0, 0, 0, 0], blurred);
    }

    [Fact]
    public void The_threshold_is_the_mean_of_the_surroundings_as_far_as_there_are_any() => Pictures.Select(Gen.Int[0, 25]).Sample((p, radius) =>
    {
        const int margin = 7;
        byte[] stark = new byte[p.Pixels.Length];
        GrayOperations.Threshold(p.Pixels, p.Width, stark, radius, margin);
        for (int i = 0; i < stark.Length; i++)
        {
            int x = i % p.Width, y = i / p.Width;
            var around = p.Pixels.Where((_, j) => Math.Abs((j % p.Width) - x) <= radius && Math.Abs((j / p.Width) - y) <= radius).ToList();
            Assert.Equal((p.Pixels[i] + margin) * around.Count < around.Sum(pixel => pixel) ? 0 : 255, stark[i]);
        }
    });

    [Fact]
    public void Black_for_white_twice_is_the_picture() => Pictures.Sample(p =>
    {
        byte[] inverted = new byte[p.Pixels.Length];
        byte[] back = new byte[p.Pixels.Length];
        GrayOperations.Invert(p.Pixels, inverted);
        GrayOperations.Invert(inverted, back);
        Assert.Equal(p.Pixels, back);
        Assert.All(inverted.Zip(back), pair => Assert.Equal(255, pair.First + pair.Second));
    });
}
