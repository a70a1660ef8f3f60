using StationKiosk.Kiosk.Clock;

namespace StationKiosk.Kiosk.Occupancy;

/// <summary>What a sensor's loop has to tell.</summary>
/// <param name="Sensor">The sensor's name.</param>
/// <param name="At">When.</param>
internal abstract record SensorNews(string Sensor, Stamp At)
{
    /// <summary>It is open and answers.</summary>
    internal sealed record Ready(string Sensor, Stamp At) : SensorNews(Sensor, At);

    /// <summary>It is not there.</summary>
    internal sealed record Absent(string Sensor, string Why, Stamp At) : SensorNews(Sensor, At);

    /// <summary>It said something.</summary>
    internal sealed record Said(Reading Reading) : SensorNews(Reading.Sensor, Reading.At);
}

/// <summary>
/// News between the sensors' threads and the occupancy loop. It never blocks a driver: past <see cref="Max"/> it keeps only the newest of every
/// line, drops what is between, and says of which sensors.
/// </summary>
internal sealed class SensorQueue
{
    /// <summary>News waiting; past it the newest of every line are kept.</summary>
    public const int Max = 1024;

    private readonly Lock _gate = new();
    private List<SensorNews> _waiting = [];
    private HashSet<string> _losers = [];

    /// <summary>News dropped since the start.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds news.</summary>
    public void Add(SensorNews news)
    {
        lock (_gate)
        {
            if (_waiting.Count >= Max)
            {
                Coalesce();
            }

            _waiting.Add(news);
        }
    }

    /// <summary>Takes all there is, oldest first, and the sensors of which news were dropped.</summary>
    public (IReadOnlyList<SensorNews> News, IReadOnlyCollection<string> Losers) TakeAll()
    {
        lock (_gate)
        {
            var taken = (_waiting, _losers);
            (_waiting, _losers) = ([], []);
            return taken;
        }
    }

    private void Coalesce()
    {
        var seen = new HashSet<(string, int)>();
        var kept = new List<SensorNews>();
        foreach (var news in Enumerable.Reverse(_waiting))
        {
            bool isNewest = seen.Add((news.Sensor, news is SensorNews.Said said ? said.Reading.Line : -1));
            if (isNewest)
            {
                kept.Add(news);
            }
            else
            {
                _losers.Add(news.Sensor);
                Dropped++;
            }
        }

        kept.Reverse();
        _waiting = kept;
    }
}
