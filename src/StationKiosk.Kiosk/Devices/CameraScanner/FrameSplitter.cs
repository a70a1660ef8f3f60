namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>
/// Cuts a byte stream into frames of one size, however the stream comes in chunks. Room is offered only up to the frame's end, so a frame never
/// holds bytes of another, and what the stream ends in the middle of is never handed out.
/// </summary>
/// <param name="frameBytes">Bytes from frame to frame.</param>
/// <param name="grayBytes">Bytes at a frame's start that are its gray picture: all of a gray frame, two thirds of a yuv420 one.</param>
public sealed class FrameSplitter(int frameBytes, int grayBytes)
{
    private readonly byte[] _frame = new byte[frameBytes];
    private int _filled;

    /// <summary>Where the next bytes of the stream go. Never empty.</summary>
    public Memory<byte> Room => _frame.AsMemory(_filled);

    /// <summary>The frame's gray picture, whole after <see cref="Filled"/> said so and until more bytes are put into <see cref="Room"/>.</summary>
    public ReadOnlySpan<byte> Gray => _frame.AsSpan(0, grayBytes);

    /// <summary>So many bytes were put into <see cref="Room"/>.</summary>
    /// <returns>Whether a frame is whole.</returns>
    public bool Filled(int bytes)
    {
        _filled += bytes;
        if (_filled < frameBytes)
        {
            return false;
        }

        _filled = 0;
        return true;
    }
}
