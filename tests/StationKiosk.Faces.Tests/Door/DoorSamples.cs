using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Panel;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Faces.Tests.Door;

/// <summary>What a door may have to show.</summary>
internal static class DoorSamples
{
    /// <summary>Markup, a right-to-left override and 10 kB in one name.</summary>
    public static readonly string Hostile = "<img src=x onerror='document.title=666'><script>document.title=666</script>\u202egnimoc\u202c" + new string('x', 10_000);

    public static DoorBody Normal => Body(
    [
        Zone("hall", Service.Rest, 20, 7, Level.Available), Zone("canteen", Service.Dining, 20, 18, Level.Busy), Zone("toilet", Service.Restroom, 1, 1, Level.Full),
        Zone("bays", Service.Parking, 2, null, Level.Unknown), Zone("library", Service.Learning, null, null, Level.Available), Zone("post", Service.FirstAid, 1, 0, Level.Empty),
    ]);

    public static DoorBody Overfull => Body(
        [.. Enumerable.Range(0, 40).Select(i => Zone($"{Hostile}{i}", (Service)(i % 6), 1, 9_999, Level.Full))]);

    public static DoorVerdict Verdict(VerdictKind kind, RefusalReason? reason = null) => new(
        kind, reason, kind == VerdictKind.WelcomeAgain ? Now.AddMinutes(-7) : null, "door", Now, kind == VerdictKind.Welcome ? 41 : null, VerdictPatterns.Of(kind, reason));

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static DoorBody Body(IReadOnlyList<ZoneOccupancy> zones) => new(Now, "west-gate", "Asia/Shanghai", CanCheckIn: true, Waiting: 12, Now.AddMinutes(3), zones);

    private static ZoneOccupancy Zone(string name, Service service, int? capacity, int? count, Level level) =>
        new(name, service, capacity, count, level, Trusted: level != Level.Unknown, level == Level.Unknown ? "bay-1 is absent" : null, Now.AddHours(-1));
}
