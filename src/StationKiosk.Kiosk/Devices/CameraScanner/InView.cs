namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>
/// Tells a text that comes into view from one that stays there. A text is gone when it has been missing from every frame for
/// <see cref="GoneAfter"/>; while no frame comes nothing goes.
/// </summary>
public sealed class InView
{
    /// <summary>Long enough for a shaking hand, short enough for a worker who shows the badge again on purpose.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(2);

    /// <summary>Texts remembered; beyond it the one missing longest is forgotten, and would be handed over again if it came back.</summary>
    public const int TextsMax = 32;

    private readonly Dictionary<string, TimeSpan?> _missingSince = new(StringComparer.Ordinal);

    /// <summary>Takes what one frame shows.</summary>
    /// <param name="texts">Everything read in it.</param>
    /// <param name="at">When, on a clock that never jumps.</param>
    /// <param name="still">Whether nothing has moved: what was in view then still is, read or not.</param>
    /// <returns>Those that were not in view before.</returns>
    public IReadOnlyList<string> Look(IReadOnlyList<string> texts, TimeSpan at, bool still = false)
    {
        if (!still)
        {
            Miss(texts, at);
        }

        var appeared = new List<string>();
        foreach (string text in texts.Distinct(StringComparer.Ordinal))
        {
            if (!_missingSince.ContainsKey(text))
            {
                appeared.Add(text);
            }

            _missingSince[text] = null;
        }

        while (_missingSince.Count > TextsMax)
        {
            _missingSince.Remove(_missingSince.MinBy(pair => pair.Value ?? TimeSpan.MaxValue).Key);
        }

        return appeared;
    }

    private void Miss(IReadOnlyList<string> texts, TimeSpan at)
    {
        foreach (string text in _missingSince.Keys.Except(texts, StringComparer.Ordinal).ToList())
        {
            var since = _missingSince[text] ??= at;
            if (at - since >= GoneAfter)
            {
                _missingSince.Remove(text);
            }
        }
    }
}
