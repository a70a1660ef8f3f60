namespace StationKiosk.Kiosk.Devices.DistanceSensor;

/// <summary>
/// Pure: whether a place is taken, from single measurements, of which some are wrong: the median of the last <see cref="Kept"/>, with a band around the
/// limit in which nothing changes. What a module cannot see is no measurement.
/// </summary>
/// <param name="occupiedBelow">Centimetres.</param>
public sealed class DistanceFilter(int occupiedBelow)
{
    /// <summary>What an HC-SR04 sees at least and at most, in centimetres (its data sheet: 2 cm to 4 m).</summary>
    public const int NearestCentimetres = 2, FarthestCentimetres = 400;

    /// <summary>The limit has to be passed by this, in centimetres.</summary>
    public const int Band = 10;

    /// <summary>Measurements that the median is taken of.</summary>
    public const int Kept = 5;

    private readonly Queue<double> _last = new();

    /// <summary>Whether it is taken; null before there were enough measurements.</summary>
    public bool? IsOccupied { get; private set; }

    /// <summary>Takes a measurement.</summary>
    /// <param name="centimetres">The distance; farther than it can see is an empty place, nearer is no measurement.</param>
    /// <returns>Whether the place is taken, as far as is known.</returns>
    public bool? Take(double centimetres)
    {
        if (!(centimetres >= NearestCentimetres))
        {
            return IsOccupied;
        }

        _last.Enqueue(Math.Min(centimetres, FarthestCentimetres));
        if (_last.Count > Kept)
        {
            _last.Dequeue();
        }

        if (_last.Count == Kept)
        {
            double median = _last.Order().ElementAt(Kept / 2);
            IsOccupied = IsOccupied is { } before && Math.Abs(median - occupiedBelow) < Band ? before : median < occupiedBelow;
        }

        return IsOccupied;
    }
}
