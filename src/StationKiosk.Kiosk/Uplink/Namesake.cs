using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Uplink;

/// <summary>
/// Pure: whether another device was at the broker under our name. A broker may say so as it throws us out; mosquitto before 2.0.15 only closes
/// (eclipse-mosquitto/mosquitto#2607), and then the state that the other left retained tells it when we come back.
/// </summary>
/// <param name="boot">Our boot's id: two devices never share one, nor do a card and its copy.</param>
public sealed class Namesake(Guid boot)
{
    private DateTimeOffset? _first;
    private bool _isBack;
    private bool _told;

    /// <summary>Whether the other was there since our last connection, or ended it.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>A new connection is tried: what is known of the last one is done with.</summary>
    public void Forget() => IsKnown = false;

    /// <summary>We are at the broker.</summary>
    /// <param name="at">Now, by our clock.</param>
    /// <param name="isBack">Whether this program's own state was there before: on the first connection the one found is that of a boot before.</param>
    public void Arrived(DateTimeOffset at, bool isBack) => (_first, _isBack) = (_first ?? at, isBack);

    /// <summary>The broker gave our place away and said so (0x8E).</summary>
    public void Told() => IsKnown = _told = true;

    /// <summary>
    /// Takes the state found under our name; true where it is news of another device. One older than our first connection may be our own, from a
    /// broker that came back with what it had saved long ago. So another device whose clock is far behind goes unnoticed.
    /// </summary>
    public bool Heard(StationState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (IsKnown || !_isBack || state.Boot == boot || !(state.At >= _first))
        {
            return false;
        }

        bool isNews = !_told;
        (IsKnown, _told) = (true, false);
        return isNews;
    }
}
