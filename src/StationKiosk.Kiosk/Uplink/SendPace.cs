namespace StationKiosk.Kiosk.Uplink;

/// <summary>
/// Pure: how many publishes may wait for their PUBACK, learnt on each connection from how long it takes. It begins small, so that after an outage of
/// a whole network the broker is not met by all backlogs at once; it doubles with each round of quick answers, and halves with a slow one: on a
/// narrow link what is under way then never takes longer than a sign of life may.
/// </summary>
public sealed class SendPace
{
    /// <summary>Publishes under way when a connection begins.</summary>
    public const int First = 2;

    /// <summary>An answer within this means that there is room for more.</summary>
    public static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);

    /// <summary>An answer later than this means that there is too much under way.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    private readonly int _max;
    private int _room = First;
    private long _halvedAt = long.MinValue;

    /// <param name="max">The broker's Receive Maximum.</param>
    public SendPace(int max) => (_max, _room) = (max, Math.Min(First, max));

    /// <summary>How many may be under way.</summary>
    public int Room => Volatile.Read(ref _room);

    /// <summary>A PUBACK came. Whatever was sent before the room was halved does not halve it again.</summary>
    /// <param name="sent">When the publish was sent.</param>
    /// <param name="mono">Now.</param>
    public void Answered(long sent, long mono)
    {
        long took = mono - sent;
        if (took <= (long)Quick.TotalMilliseconds)
        {
            Volatile.Write(ref _room, Math.Min(_max, _room + 1));
        }
        else if (took > (long)Slow.TotalMilliseconds && sent > _halvedAt)
        {
            (_room, _halvedAt) = (Math.Max(1, _room / 2), mono);
        }
    }
}
