namespace StationKiosk.Protocol;

/// <summary>Limits both sides hold to, each with what happens there.</summary>
public static class Limits
{
    /// <summary>Bytes of one <c>events</c> payload before compression; a kiosk splits, the office quarantines what is larger.</summary>
    public const int BatchBytesMax = 256 * 1024;

    /// <summary>Events in one <c>events</c> payload; a kiosk splits.</summary>
    public const int BatchEventsMax = 500;

    /// <summary>Bytes above which a kiosk compresses an <c>events</c> payload.</summary>
    public const int CompressAboveBytes = 1024;

    /// <summary>Bytes of one event's <c>data</c>; the kiosk's own events stay far below.</summary>
    public const int EventDataBytesMax = 16 * 1024;

    /// <summary>Characters of a badge or card text; a longer one is refused before anything of it is read.</summary>
    public const int BadgeTextMax = 512;

    /// <summary>Events of one <c>resend</c>; a kiosk refuses more.</summary>
    public const int ResendEventsMax = 10_000;

    /// <summary>Seconds of one <c>identify</c>; a kiosk refuses more.</summary>
    public const int IdentifySecondsMax = 300;

    /// <summary>Ranges listed in a receipt's <c>missing</c>; beyond it the office lowers <c>through</c> so that the receipt stays true.</summary>
    public const int MissingRangesMax = 64;

    /// <summary>Visits named in a receipt's <c>month</c>: the newest; the office leaves out the others.</summary>
    public const int MonthVisitsMax = 8;
}
