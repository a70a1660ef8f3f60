using System.Text.Json;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Office.Badges;

/// <summary>A badge in one line for people: id, pseudonym, category, dates in UTC.</summary>
internal static class BadgeWords
{
    public static string Describe(Badge badge) =>
        $"badge {badge.Id} of worker {badge.Subject}, {Word(badge.Category)}{(badge.PhoneKey is null ? "" : ", phone only")}, " +
        $"issued {Time(badge.IssuedAt)}, expires {Time(badge.ExpiresAt)}";

    public static string Word<T>(T member)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString());

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}
