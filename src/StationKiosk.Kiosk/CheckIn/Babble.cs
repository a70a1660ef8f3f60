using StationKiosk.Protocol.Badges;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>
/// Pure: whether a reader babbles. What it says is useless where it is neither badge nor card, or the same text as just before: a module whose trigger is
/// stuck reads five to ten times a second. One that says too much of that is not heard until it has been silent; badges of many people never count.
/// </summary>
public sealed class Babble
{
    /// <summary>More useless texts than this within <see cref="Within"/>, and the reader is muted.</summary>
    public const int UselessMax = 40;

    /// <summary>The time in which they are counted.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    /// <summary>Silent for this long, a muted reader is heard again.</summary>
    public static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(10);

    private readonly Queue<long> _useless = new();

    // Not the text: nothing of a badge stays.
    private int? _last;
    private long _heard;

    /// <summary>Whether it is not heard.</summary>
    public bool IsMuted { get; private set; }

    /// <summary>Takes a text that the reader said.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mono">When, in milliseconds since the boot.</param>
    /// <returns>Whether to obey it.</returns>
    public bool Takes(string text, long mono)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsMuted && mono - _heard >= SilentFor.TotalMilliseconds)
        {
            IsMuted = false;
            _useless.Clear();
        }

        bool useless = IsUseless(text);
        (_last, _heard) = (string.GetHashCode(text, StringComparison.Ordinal), mono);
        while (_useless.TryPeek(out long first) && mono - first >= Within.TotalMilliseconds)
        {
            _useless.Dequeue();
        }

        if (useless && !IsMuted)
        {
            _useless.Enqueue(mono);
            IsMuted = _useless.Count > UselessMax;
        }

        return !IsMuted;
    }

    private bool IsUseless(string text) =>
        _last == string.GetHashCode(text, StringComparison.Ordinal)
        || !(text.StartsWith(BadgeText.Prefix, StringComparison.Ordinal) || text.StartsWith(CardText.Prefix, StringComparison.Ordinal));
}
