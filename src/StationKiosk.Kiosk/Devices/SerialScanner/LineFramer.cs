using System.Text;
using StationKiosk.Protocol;

namespace StationKiosk.Kiosk.Devices.SerialScanner;

/// <summary>
/// Makes lines of bytes. A line ends at CR, LF or Tab, or when <see cref="Silence"/> says that nothing followed. Only whole lines of printable
/// ASCII come out; a line with any other byte in it, or a longer one than <see cref="Limits.BadgeTextMax"/>, is refused as a whole up to its end
/// and counted. Memory is one line's, whatever comes in.
/// </summary>
public sealed class LineFramer
{
    private readonly byte[] _line = new byte[Limits.BadgeTextMax];
    private int _length;
    private bool _refused;

    /// <summary>Lines refused so far: noise, a wrong baud rate, other scripts, or too long.</summary>
    public long RefusedLines { get; private set; }

    /// <summary>Whether a line has begun and not ended.</summary>
    public bool IsInLine => _length > 0 || _refused;

    /// <summary>Takes bytes as they come, in chunks of any size.</summary>
    /// <returns>The lines that ended in them, in order.</returns>
    public IReadOnlyList<string> Take(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        foreach (byte value in bytes)
        {
            if (value is (byte)'\r' or (byte)'\n' or (byte)'\t')
            {
                AddTo(lines);
            }
            else
            {
                Add(value);
            }
        }

        return lines;
    }

    /// <summary>Nothing came for a while: a line that has begun is at its end.</summary>
    /// <returns>That line, or null where there was none or it was refused.</returns>
    public string? Silence()
    {
        var lines = new List<string>(1);
        AddTo(lines);
        return lines.Count > 0 ? lines[0] : null;
    }

    private void Add(byte value)
    {
        if (_refused || _length == _line.Length || value is < (byte)' ' or > (byte)'~')
        {
            _refused = true;
        }
        else
        {
            _line[_length++] = value;
        }
    }

    private void AddTo(List<string> lines)
    {
        if (_refused)
        {
            RefusedLines++;
        }
        else if (_length > 0)
        {
            lines.Add(Encoding.ASCII.GetString(_line, 0, _length));
        }

        (_length, _refused) = (0, false);
    }
}
