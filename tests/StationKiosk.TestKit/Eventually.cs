using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StationKiosk.TestKit;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Eventually
{
    /// <summary>Long enough for a loaded two-core machine; a passing test never waits it out.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static Task IsTrue(Func<bool> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        IsTrue(() => Task.FromResult(condition()), limit, what);

    public static async Task IsTrue(Func<Task<bool>> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string what = "", TimeSpan? step = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (limit ?? Limit))
            {
                throw new TimeoutException($"never became true within {(limit ?? Limit).TotalSeconds} s: {what}");
            }

            await Task.Delay(step ?? Step, TimeProvider.System);
        }
    }
}
