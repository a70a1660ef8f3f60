namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>A way to look at a picture.</summary>
public enum Stage
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>Half size: codes that fill the frame.</summary>
    Half,

    /// <summary>Twice the size: small codes.</summary>
    Double,

    /// <summary>Smoothed: noise, screen raster.</summary>
    Blur,

    /// <summary>Black and white by the surroundings: shadow, glare, faint print.</summary>
    Adaptive,

    /// <summary>Black for white: dark mode.</summary>
    Inverted,
}

/// <summary>Looks at a picture in several ways, since a decoder reads some codes only smaller, larger, smoother, starker or inverted.</summary>
/// <param name="fine">Looks at every row and column; disposed with this.</param>
/// <param name="quick">Looks at every second one, for live video: twice as fast, and reads a little less of one frame; disposed with this.</param>
public sealed class StagedDecoder(IQrDecoder fine, IQrDecoder quick) : IDisposable
{
    /// <summary>Texts of one frame that are handed on; further ones are left out.</summary>
    public const int TextsMax = 2 * ZbarDecoder.TextsMax;

    /// <summary>Pixels up to which the double size is tried; larger pictures show small codes large enough, and would cost too much.</summary>
    public const int DoublePixelsMax = 1280 * 720;

    private const int ThresholdMargin = 7;

    /// <summary>The plain look with the fine decoder is one of them: it finds what the quick one overlooks.</summary>
    private static readonly Stage[] Further = [Stage.Half, Stage.Double, Stage.Blur, Stage.Adaptive, Stage.Inverted, Stage.Plain];

    private byte[] _room = [];
    private int _turn;

    /// <summary>With the decoders of this build: zbar, and ZXing.Net beside it where it was built with that.</summary>
    /// <exception cref="Health.DeviceException">libzbar0 is not installed.</exception>
    public static StagedDecoder OfThisBuild() => new(Beside(new ZbarDecoder()), Beside(new ZbarDecoder(density: 2)));

    /// <summary>A picture that will not come again: one way after the other, until something is read.</summary>
    public IReadOnlyList<string> DecodePicture(GrayImage picture)
    {
        foreach (var stage in Enum.GetValues<Stage>())
        {
            if (Decode(fine, picture, stage) is { Count: > 0 } texts)
            {
                return texts;
            }
        }

        return [];
    }

    /// <summary>
    /// A frame of live video: plain, and one of the further ways, in turn from frame to frame. Both always, so that a code that stays in view
    /// (a poster on the wall behind) never keeps a badge from being seen the way it needs.
    /// </summary>
    public IReadOnlyList<string> DecodeFrame(GrayImage frame)
    {
        var plain = Decode(quick, frame, Stage.Plain);
        var stage = Further[_turn];
        var further = Decode(stage == Stage.Plain ? fine : quick, frame, stage);
        _turn = (_turn + 1) % Further.Length;
        return further.Count == 0 ? plain : [.. plain.Union(further, StringComparer.Ordinal)];
    }

    /// <summary>One way only, by the fine decoder.</summary>
    public IReadOnlyList<string> Decode(GrayImage image, Stage stage) => Decode(fine, image, stage);

    /// <inheritdoc/>
    public void Dispose()
    {
        fine.Dispose();
        quick.Dispose();
    }

#if WITH_ZXING_NET
    private static ZXingNet.DecoderPair Beside(ZbarDecoder zbar) => new(zbar, new ZXingNet.ZXingDecoder());
#else
    private static ZbarDecoder Beside(ZbarDecoder zbar) => zbar;
#endif

    private IReadOnlyList<string> Decode(IQrDecoder decoder, GrayImage image, Stage stage)
    {
        var pixels = image.Pixels.Span;
        int width = image.Width;
        switch (stage)
        {
            case Stage.Half when image is { Width: > 1, Height: > 1 }:
                GrayOperations.Halve(pixels, width, Room(width / 2 * (image.Height / 2)));
                return decoder.Decode(Made(width / 2, image.Height / 2));
            case Stage.Double when image.Pixels.Length <= DoublePixelsMax:
                GrayOperations.Double(pixels, width, Room(4 * pixels.Length));
                return decoder.Decode(Made(2 * width, 2 * image.Height));
            case Stage.Half or Stage.Double:
                return [];
            case Stage.Blur:
                GrayOperations.Blur(pixels, width, Room(pixels.Length));
                return decoder.Decode(Made(width, image.Height));
            case Stage.Adaptive:
                GrayOperations.Threshold(pixels, width, Room(pixels.Length), Math.Max(width, image.Height) / 32, ThresholdMargin);
                return decoder.Decode(Made(width, image.Height));
            case Stage.Inverted:
                GrayOperations.Invert(pixels, Room(pixels.Length));
                return decoder.Decode(Made(width, image.Height));
            default:
                return decoder.Decode(image);
        }
    }

    private Span<byte> Room(int pixels)
    {
        if (_room.Length < pixels)
        {
            _room = new byte[pixels];
        }

        return _room.AsSpan(0, pixels);
    }

    private GrayImage Made(int width, int height) => new(width, height, _room.AsMemory(0, width * height));
}
