using System.Runtime.CompilerServices;
using StationKiosk.TestKit;

namespace StationKiosk.HardwareBench;

/// <summary>Waits for what a guest does, whose second may be many of this machine's.</summary>
internal static class Patiently
{
    /// <summary>Only what never comes takes so long.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>A look costs the guest time, too.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    public static Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.IsTrue(condition, Limit, what, Step);
}
