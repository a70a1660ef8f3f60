namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>What is done to a picture before it is decoded again. Pure; the result goes where the caller says.</summary>
public static class GrayOperations
{
    /// <summary>Half as wide and high: each pixel the mean of four. A code that fills the frame is read better so.</summary>
    /// <param name="from">The picture.</param>
    /// <param name="width">Its width; an odd last column is left out.</param>
    /// <param name="to">Room for (width / 2) * (height / 2) pixels.</param>
    public static void Halve(ReadOnlySpan<byte> from, int width, Span<byte> to)
    {
        int half = width / 2;
        int rows = from.Length / width / 2;
        for (int y = 0; y < rows; y++)
        {
            var upper = from.Slice(2 * y * width, width);
            var lower = from.Slice(((2 * y) + 1) * width, width);
            var row = to.Slice(y * half, half);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 2) / 4);
            }
        }
    }

    /// <summary>Twice as wide and high, straight lines between the pixels. A small or far code is read better so.</summary>
    /// <param name="from">The picture.</param>
    /// <param name="width">Its width.</param>
    /// <param name="to">Room for four times the pixels.</param>
    public static void Double(ReadOnlySpan<byte> from, int width, Span<byte> to)
    {
        int height = from.Length / width;
        for (int y = 0; y < 2 * height; y++)
        {
            // A pixel of the result lies a quarter of a pixel beside its nearest one, towards the next nearest.
            var near = from.Slice(y / 2 * width, width);
            var far = from.Slice(Math.Clamp((y / 2) + ((y & 1) == 0 ? -1 : 1), 0, height - 1) * width, width);
            var row = to.Slice(y * 2 * width, 2 * width);
            int left = (3 * near[0]) + far[0];
            int here = left;
            for (int x = 0; x < width; x++)
            {
                int right = x + 1 < width ? (3 * near[x + 1]) + far[x + 1] : here;
                row[2 * x] = (byte)(((3 * here) + left + 8) / 16);
                row[(2 * x) + 1] = (byte)(((3 * here) + right + 8) / 16);
                (left, here) = (here, right);
            }
        }
    }

    /// <summary>Each pixel the mean of the 3 x 3 around it; the border stays. Takes out noise and screen raster.</summary>
    /// <param name="from">The picture.</param>
    /// <param name="width">Its width.</param>
    /// <param name="to">Room for as many pixels.</param>
    public static void Blur(ReadOnlySpan<byte> from, int width, Span<byte> to)
    {
        from.CopyTo(to);
        int height = from.Length / width;
        for (int y = 1; y < height - 1; y++)
        {
            var above = from.Slice((y - 1) * width, width);
            var at = from.Slice(y * width, width);
            var below = from.Slice((y + 1) * width, width);
            var row = to.Slice(y * width, width);
            for (int x = 1; x < row.Length - 1; x++)
            {
                int sum = above[x - 1] + above[x] + above[x + 1] + at[x - 1] + at[x] + at[x + 1] + below[x - 1] + below[x] + below[x + 1];
                row[x] = (byte)((sum + 4) / 9);
            }
        }
    }

    /// <summary>Black where a pixel is darker than its surroundings by more than <paramref name="margin"/>, else white. Takes out shadow and glare.</summary>
    /// <param name="from">The picture.</param>
    /// <param name="width">Its width.</param>
    /// <param name="to">Room for as many pixels.</param>
    /// <param name="radius">The surroundings are the (2 * radius + 1)² pixels around, as far as there are any.</param>
    /// <param name="margin">Gray levels.</param>
    public static void Threshold(ReadOnlySpan<byte> from, int width, Span<byte> to, int radius, int margin)
    {
        int height = from.Length / width;
        int[] columns = new int[width];
        for (int y = 0; y < Math.Min(radius, height); y++)
        {
            Add(columns, from.Slice(y * width, width));
        }

        for (int y = 0; y < height; y++)
        {
            if (y + radius < height)
            {
                Add(columns, from.Slice((y + radius) * width, width));
            }

            if (y - radius - 1 >= 0)
            {
                Subtract(columns, from.Slice((y - radius - 1) * width, width));
            }

            int rows = Math.Min(y + radius, height - 1) - Math.Max(y - radius, 0) + 1;
            ThresholdRow(from.Slice(y * width, width), to.Slice(y * width, width), columns, rows, radius, margin);
        }
    }

    /// <summary>Black for white: codes shown light on dark, as on a telephone in dark mode.</summary>
    /// <param name="from">The picture.</param>
    /// <param name="to">Room for as many pixels.</param>
    public static void Invert(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = (byte)~from[i];
        }
    }

    private static void ThresholdRow(ReadOnlySpan<byte> from, Span<byte> to, ReadOnlySpan<int> columns, int rows, int radius, int margin)
    {
        int width = from.Length;
        long sum = 0;
        for (int x = 0; x < Math.Min(radius, width); x++)
        {
            sum += columns[x];
        }

        for (int x = 0; x < width; x++)
        {
            sum += x + radius < width ? columns[x + radius] : 0;
            sum -= x - radius - 1 >= 0 ? columns[x - radius - 1] : 0;
            long pixels = (long)rows * (Math.Min(x + radius, width - 1) - Math.Max(x - radius, 0) + 1);
            to[x] = (from[x] + margin) * pixels < sum ? (byte)0 : (byte)255;
        }
    }

    private static void Add(Span<int> sums, ReadOnlySpan<byte> row)
    {
        for (int x = 0; x < sums.Length; x++)
        {
            sums[x] += row[x];
        }
    }

    private static void Subtract(Span<int> sums, ReadOnlySpan<byte> row)
    {
        for (int x = 0; x < sums.Length; x++)
        {
            sums[x] -= row[x];
        }
    }
}
