namespace StationKiosk.Kiosk.Devices.I2c;

/// <summary>
/// Pure: how many people are in a picture of 8 x 8 temperatures, by background subtraction and connected warm blobs. A pixel is warm where it is
/// <see cref="WarmerBy"/> above its background; warm pixels that touch, corners too, are one blob; a blob of <see cref="PixelsMin"/> and more is somebody.
/// <list type="bullet">
/// <item>The background begins as the first picture's median, so that who is there at the start is seen: most of a picture is floor.</item>
/// <item>What the whole room does is taken off with the median: a heating that comes on, a door that opens, the chip's own drift.</item>
/// <item>A pixel learns its background only while it is not warm; below somebody it follows the room. So nobody is learned away, however long they sleep.</item>
/// </list>
/// </summary>
public sealed class ThermalPeople
{
    /// <summary>Pixels on a side.</summary>
    public const int Side = 8;

    /// <summary>Pixels of a picture.</summary>
    public const int Pixels = Side * Side;

    /// <summary>Kelvins: clothes are 2 and more above a room of up to 26 °C, the chip's noise is below 1 (AMG8833 data sheet, "NETD").</summary>
    public const double WarmerBy = 1.5;

    /// <summary>A single pixel is a cup or noise; somebody 3 m away covers two and more of 60° / 8 each.</summary>
    public const int PixelsMin = 2;

    /// <summary>A picture's share in the background: at two pictures a second it is learned in a minute.</summary>
    public const double Learning = 1 / 128.0;

    private readonly double[] _background = new double[Pixels];
    private bool _begun;

    /// <summary>Takes a picture.</summary>
    /// <param name="celsius">Row after row, <see cref="Pixels"/> of them.</param>
    /// <returns>How many people it shows; two who touch are one.</returns>
    /// <exception cref="ArgumentException">It is of another size.</exception>
    public int Take(ReadOnlySpan<double> celsius)
    {
        if (celsius.Length != Pixels)
        {
            throw new ArgumentException($"{celsius.Length} pixels are no picture of {Side} x {Side}.", nameof(celsius));
        }

        if (!_begun)
        {
            Array.Fill(_background, Median(celsius));
            _begun = true;
        }

        Span<double> above = stackalloc double[Pixels];
        for (int i = 0; i < Pixels; i++)
        {
            above[i] = celsius[i] - _background[i];
        }

        double room = Median(above);
        Span<bool> warm = stackalloc bool[Pixels];
        for (int i = 0; i < Pixels; i++)
        {
            warm[i] = above[i] - room >= WarmerBy;
            _background[i] += Learning * (warm[i] ? room : above[i]);
        }

        return Blobs(warm);
    }

    private static double Median(ReadOnlySpan<double> values)
    {
        Span<double> sorted = stackalloc double[Pixels];
        values.CopyTo(sorted);
        sorted.Sort();
        return sorted[Pixels / 2];
    }

    private static int Blobs(Span<bool> warm)
    {
        int people = 0;
        for (int i = 0; i < Pixels; i++)
        {
            people += Wipe(warm, i % Side, i / Side) >= PixelsMin ? 1 : 0;
        }

        return people;
    }

    /// <summary>Wipes out the blob at a pixel.</summary>
    /// <returns>Its pixels; 0 where there is none.</returns>
    private static int Wipe(Span<bool> warm, int x, int y)
    {
        if (x is < 0 or >= Side || y is < 0 or >= Side || !warm[(y * Side) + x])
        {
            return 0;
        }

        warm[(y * Side) + x] = false;
        int pixels = 1;
        for (int neighbour = 0; neighbour < 9; neighbour++)
        {
            pixels += Wipe(warm, x + (neighbour % 3) - 1, y + (neighbour / 3) - 1);
        }

        return pixels;
    }
}
