using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests;

/// <summary>
/// The kiosk as it ships, compiled ahead of time once for all trials. <c>STATIONKIOSK_KIOSK</c> names a binary that was published before.
/// </summary>
internal static class PublishedKiosk
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    /// <summary>Its path; skips the trial, by name, where it cannot be built.</summary>
    public static async Task<string> PathAsync()
    {
        if (Environment.GetEnvironmentVariable("STATIONKIOSK_KIOSK") is { Length: > 0 } given)
        {
            return Path.GetFullPath(given);
        }

        KioskPublish.NeedTools();
        return await Published.Value;
    }

    private static async Task<string> PublishAsync() => (await KioskPublish.ToAsync(Repository.PathOf("artifacts/kiosk"))).Program;
}
