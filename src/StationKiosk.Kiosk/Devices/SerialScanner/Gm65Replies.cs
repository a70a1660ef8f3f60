namespace StationKiosk.Kiosk.Devices.SerialScanner;

/// <summary>
/// Takes a module's replies to commands out of what it reads: <c>02 00 00</c>, count, so many bytes, check (2 bytes). No badge has a byte 02 in it. Memory is one
/// reply's, whatever comes in; what begins like a reply and is none comes out as it was.
/// </summary>
internal sealed class Gm65Replies
{
    /// <summary>Data bytes of the longest reply to a command of ours, and room to spare.</summary>
    private const int DataMax = 8;

    private const int CheckBytes = 2, HeadBytes = 4;

    private readonly List<byte> _held = [];
    private long _count;

    /// <summary>Replies so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Takes bytes as they come, in chunks of any size.</summary>
    /// <returns>Those that belong to no reply, in order.</returns>
    public byte[] Strip(ReadOnlySpan<byte> bytes)
    {
        var rest = new List<byte>(bytes.Length);
        foreach (byte value in bytes)
        {
            _held.Add(value);
            while (_held.Count > 0 && !IsBeginning())
            {
                rest.Add(_held[0]);
                _held.RemoveAt(0);
            }

            if (_held.Count > HeadBytes && _held.Count == HeadBytes + _held[HeadBytes - 1] + CheckBytes)
            {
                _held.Clear();
                Interlocked.Increment(ref _count);
            }
        }

        return [.. rest];
    }

    private bool IsBeginning() =>
        _held[0] == 0x02 && (_held.Count < 2 || _held[1] == 0) && (_held.Count < 3 || _held[2] == 0) && (_held.Count < HeadBytes || _held[HeadBytes - 1] is > 0 and <= DataMax);
}
