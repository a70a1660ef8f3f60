using System.Collections.Concurrent;

namespace StationKiosk.Kiosk.Health;

/// <summary>A room's climate.</summary>
/// <param name="Celsius">Temperature in °C.</param>
/// <param name="HumidityPercent">Relative humidity, 0 to 100.</param>
/// <param name="Hectopascals">Air pressure where it is, not at sea level.</param>
public readonly record struct Climate(double Celsius, double HumidityPercent, double Hectopascals);

/// <summary>What each climate sensor measured last; nothing of one that is absent.</summary>
public sealed class ClimateBook
{
    private readonly ConcurrentDictionary<string, Climate> _climates = new(StringComparer.Ordinal);

    /// <summary>By the sensor's name.</summary>
    public IReadOnlyList<KeyValuePair<string, Climate>> All => [.. _climates.OrderBy(pair => pair.Key, StringComparer.Ordinal)];

    /// <summary>A sensor measured; null where it is absent.</summary>
    public void Set(string sensor, Climate? climate)
    {
        if (climate is { } measured)
        {
            _climates[sensor] = measured;
        }
        else
        {
            _climates.TryRemove(sensor, out _);
        }
    }
}
