using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Office.Badges;

/// <summary>A badge in one line for people: id, pseudonym, category, dates in UTC.</summary>
internal static class BadgeWords
{
    public static string Describe(Badge badge) =>
        $"badge {badge.Id} of worker {badge.Subject}, {badge.Category.Word()}{(badge.PhoneKey is null ? "" : ", phone only")}, " +
        $"issued {Time(badge.IssuedAt)}, expires {Time(badge.ExpiresAt)}";

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
