namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>A gray picture: rows from the top, one byte a pixel, 0 black, 255 white. It borrows its pixels; whoever made it says how long they stand.</summary>
public readonly record struct GrayImage
{
    /// <summary>Pixels of the largest picture anything here takes (8,000 x 6,000 and a little); a larger one is refused before it is held in memory.</summary>
    public const int PixelsMax = 50_000_000;

    /// <summary>Borrows <paramref name="pixels"/>.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit each other, or there are more than <see cref="PixelsMax"/> pixels.</exception>
    public GrayImage(int width, int height, ReadOnlyMemory<byte> pixels)
    {
        if (width < 1 || height < 1 || (long)width * height > PixelsMax || pixels.Length != width * height)
        {
            throw new ArgumentException($"{pixels.Length} pixels do not make a picture of {width} x {height}.", nameof(pixels));
        }

        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Row after row.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }
}
