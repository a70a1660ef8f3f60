namespace StationKiosk.Hosting.Loops;

/// <summary>
/// Pure: how long to wait before the next try. Full jitter (each wait is uniform between nothing and a doubling ceiling), so that a
/// network of kiosks does not come back all at once; the ceiling falls back only after a connection that lasted <see cref="StableAfter"/>.
/// </summary>
/// <param name="min">First ceiling.</param>
/// <param name="max">Last ceiling.</param>
/// <param name="random">Uniform in [0, 1).</param>
public sealed class Backoff(TimeSpan min, TimeSpan max, Func<double> random)
{
    /// <summary>A connection that lasted this long was a good one.</summary>
    public static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(60);

    private int _failures;

    /// <summary>The next wait.</summary>
    /// <param name="lasted">How long the connection before it lasted; zero where there was none.</param>
    public TimeSpan Next(TimeSpan lasted)
    {
        if (lasted >= StableAfter)
        {
            _failures = 0;
        }

        var ceiling = min * Math.Pow(2, _failures);
        _failures += ceiling < max ? 1 : 0;
        return (ceiling < max ? ceiling : max) * random();
    }
}
