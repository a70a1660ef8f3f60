using System.Buffers.Binary;

namespace StationKiosk.Kiosk.Devices.RadarSensor;

/// <summary>
/// Finds an LD2410's reports in a stream of bytes: <c>F4 F3 F2 F1</c>, the content's length (2 bytes), the content, <c>F8 F7 F6 F5</c>. Bytes that belong to no
/// whole frame are passed over and counted; after them it finds its way again at the next head. Memory is one frame's, whatever comes in.
/// </summary>
public sealed class RadarFramer
{
    /// <summary>Bytes of the longest content: an engineering report with nine gates and room to spare; a longer one is noise.</summary>
    public const int ContentMax = 64;

    private const int LengthBytes = 2;

    private static ReadOnlySpan<byte> Head => [0xF4, 0xF3, 0xF2, 0xF1];

    private static ReadOnlySpan<byte> Tail => [0xF8, 0xF7, 0xF6, 0xF5];

    private readonly byte[] _frame = new byte[4 + LengthBytes + ContentMax + 4];
    private int _filled;

    /// <summary>Bytes passed over so far: noise, a wrong baud rate, frames that are no report.</summary>
    public long RefusedBytes { get; private set; }

    /// <summary>Takes bytes as they come, in chunks of any size.</summary>
    /// <returns>The reports that ended in them, in order.</returns>
    public IReadOnlyList<RadarReport> Take(ReadOnlySpan<byte> bytes)
    {
        var reports = new List<RadarReport>();
        foreach (byte value in bytes)
        {
            _frame[_filled++] = value;
            TakeOut(reports);
        }

        return reports;
    }

    /// <summary>Until what is held may be the beginning of a frame: what looked like one and was none may hold a whole one, or more.</summary>
    private void TakeOut(List<RadarReport> reports)
    {
        while (_filled > 0)
        {
            if (!IsBeginning())
            {
                PassOver(1);
            }
            else if (WholeBytes() is { } whole && _filled >= whole)
            {
                Close(whole, reports);
            }
            else
            {
                return;
            }
        }
    }

    private bool IsBeginning()
    {
        int known = Math.Min(_filled, Head.Length);
        return _frame.AsSpan(0, known).SequenceEqual(Head[..known]) && (ContentLength() is not { } length || length is >= RadarReport.BytesMin and <= ContentMax);
    }

    private int? ContentLength() => _filled >= Head.Length + LengthBytes ? BinaryPrimitives.ReadUInt16LittleEndian(_frame.AsSpan(Head.Length)) : null;

    private int? WholeBytes() => ContentLength() is { } length ? Head.Length + LengthBytes + length + Tail.Length : null;

    private void Close(int whole, List<RadarReport> reports)
    {
        bool ends = _frame.AsSpan(whole - Tail.Length, Tail.Length).SequenceEqual(Tail);
        if (ends && RadarReport.Read(_frame.AsSpan(Head.Length + LengthBytes, whole - Head.Length - LengthBytes - Tail.Length)) is { } report)
        {
            reports.Add(report);
            Remove(whole);
            return;
        }

        PassOver(1);
    }

    private void PassOver(int bytes)
    {
        RefusedBytes += bytes;
        Remove(bytes);
    }

    private void Remove(int bytes)
    {
        _filled -= bytes;
        _frame.AsSpan(bytes, _filled).CopyTo(_frame);
    }
}
