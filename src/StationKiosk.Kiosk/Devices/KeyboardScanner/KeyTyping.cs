using System.Text;

namespace StationKiosk.Kiosk.Devices.KeyboardScanner;

/// <summary>
/// Makes lines of key events. A line ends at Enter or Tab, or when <see cref="Silence"/> says that nothing followed. A line with a key in it that types
/// nothing, with a hole that the kernel reported, or longer than <see cref="Protocol.Limits.BadgeTextMax"/>, is refused as a whole and counted.
/// Memory is one line's, whatever comes in. Pure.
/// </summary>
/// <param name="keys">What each key types.</param>
internal sealed class KeyTyping(KeyMap keys)
{
    private const int Released = 0;
    private const int Pressed = 1;

    private readonly StringBuilder _line = new();
    private bool _leftShift;
    private bool _rightShift;
    private bool _refused;

    /// <summary>Lines refused so far.</summary>
    public long RefusedLines { get; private set; }

    /// <summary>Whether a line has begun and not ended.</summary>
    public bool IsInLine => _line.Length > 0 || _refused;

    /// <summary>Takes one event.</summary>
    /// <returns>The line that ended with it; null where none did, or it was refused.</returns>
    public string? Take(InputEvent input)
    {
        if (input.Type == InputEvent.Synchronize && input.Code == InputEvent.Dropped)
        {
            // What is held down is no longer known either.
            (_leftShift, _rightShift, _refused) = (false, false, true);
        }
        else if (input.Type == InputEvent.Key && input.Code is KeyMap.LeftShift)
        {
            _leftShift = input.Value != Released;
        }
        else if (input.Type == InputEvent.Key && input.Code is KeyMap.RightShift)
        {
            _rightShift = input.Value != Released;
        }
        else if (input.Type == InputEvent.Key && input.Value == Pressed)
        {
            return Press(input.Code);
        }

        return null;
    }

    /// <summary>Nothing came for a while: a line that has begun is at its end.</summary>
    /// <returns>That line; null where there was none, or it was refused.</returns>
    public string? Silence()
    {
        string? line = _refused || _line.Length == 0 ? null : _line.ToString();
        RefusedLines += _refused ? 1 : 0;
        _line.Clear();
        _refused = false;
        return line;
    }

    private string? Press(int code)
    {
        if (KeyMap.IsEnd(code))
        {
            return Silence();
        }

        if (keys.Of(code, _leftShift || _rightShift) is { } typed && _line.Length < Protocol.Limits.BadgeTextMax)
        {
            _line.Append(typed);
        }
        else
        {
            _refused = true;
        }

        return null;
    }
}
