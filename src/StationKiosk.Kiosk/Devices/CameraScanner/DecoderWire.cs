using System.Buffers.Binary;
using System.Text;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>
/// What a kiosk and its decoder process say to each other over the process's standard input and output: a picture as width and height (4 bytes
/// each, least significant first) and its gray pixels; the answer as the number of texts, then each as its length and its UTF-8 bytes. Both sides
/// hold the other to the limits of <see cref="ZbarDecoder"/> and <see cref="GrayImage"/>.
/// </summary>
internal static class DecoderWire
{
    private const int NumberBytes = 4;

    /// <summary>UTF-8 bytes of the longest text: each byte of a code may have become a Latin-1 character.</summary>
    private const int TextBytesMax = 2 * ZbarDecoder.TextBytesMax;

    public static async Task WritePictureAsync(Stream to, GrayImage picture, CancellationToken stop)
    {
        byte[] head = new byte[2 * NumberBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, picture.Width);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(NumberBytes), picture.Height);
        await to.WriteAsync(head, stop);
        await to.WriteAsync(picture.Pixels, stop);
        await to.FlushAsync(stop);
    }

    /// <summary>The next picture, in <paramref name="room"/>; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is no picture.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public static GrayImage? ReadPicture(Stream from, ref byte[] room)
    {
        Span<byte> head = stackalloc byte[2 * NumberBytes];
        if (from.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return null;
        }

        int width = BinaryPrimitives.ReadInt32LittleEndian(head);
        int height = BinaryPrimitives.ReadInt32LittleEndian(head[NumberBytes..]);
        if (width < 1 || height < 1 || (long)width * height > GrayImage.PixelsMax)
        {
            throw new InvalidDataException($"a picture of {width} x {height}");
        }

        if (room.Length < width * height)
        {
            room = new byte[width * height];
        }

        from.ReadExactly(room, 0, width * height);
        return new GrayImage(width, height, room.AsMemory(0, width * height));
    }

    public static void WriteTexts(Stream to, IReadOnlyList<string> texts)
    {
        WriteNumber(to, texts.Count);
        foreach (string text in texts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            WriteNumber(to, bytes.Length);
            to.Write(bytes);
        }

        to.Flush();
    }

    /// <exception cref="InvalidDataException">It is no answer.</exception>
    /// <exception cref="EndOfStreamException">It breaks off: the process ended.</exception>
    public static async Task<IReadOnlyList<string>> ReadTextsAsync(Stream from)
    {
        int count = await ReadNumberAsync(from, max: StagedDecoder.TextsMax);
        var texts = new List<string>(count);
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = new byte[await ReadNumberAsync(from, TextBytesMax)];
            await from.ReadExactlyAsync(bytes);
            texts.Add(Encoding.UTF8.GetString(bytes));
        }

        return texts;
    }

    private static void WriteNumber(Stream to, int number)
    {
        Span<byte> bytes = stackalloc byte[NumberBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        to.Write(bytes);
    }

    private static async Task<int> ReadNumberAsync(Stream from, int max)
    {
        byte[] bytes = new byte[NumberBytes];
        await from.ReadExactlyAsync(bytes);
        int number = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return number >= 0 && number <= max ? number : throw new InvalidDataException($"{number} where at most {max} can be");
    }
}
