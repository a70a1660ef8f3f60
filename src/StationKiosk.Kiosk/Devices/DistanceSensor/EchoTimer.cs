namespace StationKiosk.Kiosk.Devices.DistanceSensor;

/// <summary>
/// Times one echo of an HC-SR04: a pulse on the trigger of 10 µs and more, then the echo line is high for as long as the sound is under way. Linux may look away
/// in between; a measurement during which it did so for long is given up, not believed.
/// </summary>
/// <param name="isHigh">Looks at the echo line.</param>
/// <param name="trigger">Sets the trigger line.</param>
/// <param name="time">Its timestamps are what is measured.</param>
internal sealed class EchoTimer(Func<bool> isHigh, Action<bool> trigger, TimeProvider time)
{
    /// <summary>How long the module may take to begin; its burst of sound takes 0.2 ms.</summary>
    public static readonly TimeSpan BeginsWithin = TimeSpan.FromMilliseconds(10);

    /// <summary>How long an echo may be: without one, a module ends it after 38 ms.</summary>
    public static readonly TimeSpan EndsWithin = TimeSpan.FromMilliseconds(60);

    /// <summary>Not looked for longer than this at an edge, it is not known to 9 cm.</summary>
    public static readonly TimeSpan LookedAwayMax = TimeSpan.FromMilliseconds(0.5);

    /// <summary>Half the way of sound in air at 20 °C.</summary>
    private const double CentimetresPerSecond = 34_300 / 2.0;

    private static readonly TimeSpan TriggerFor = TimeSpan.FromMicroseconds(10);

    /// <summary>Measures once; takes up to 70 ms, spinning.</summary>
    /// <returns>Centimetres; NaN where the machine looked away; null where no echo began.</returns>
    public double? Measure()
    {
        trigger(true);
        Spin(time.GetTimestamp(), TriggerFor, until: null, out _);
        trigger(false);
        if (Spin(time.GetTimestamp(), BeginsWithin, until: true, out var lateBegin) is not { } begun)
        {
            return null;
        }

        long? ended = Spin(begun, EndsWithin, until: false, out var lateEnd);
        return ended is null || lateBegin > LookedAwayMax || lateEnd > LookedAwayMax
            ? double.NaN
            : time.GetElapsedTime(begun, ended.Value).TotalSeconds * CentimetresPerSecond;
    }

    /// <summary>Looks until the line is so, and says when; null where the time was over. <paramref name="late"/> is how long it had not looked before.</summary>
    private long? Spin(long from, TimeSpan most, bool? until, out TimeSpan late)
    {
        // The edge lies between the look before and this one: after the timestamp before the look before, and before the one after this.
        long beforeLast = from, last = from;
        while (true)
        {
            bool high = isHigh();
            long now = time.GetTimestamp();
            late = time.GetElapsedTime(beforeLast, now);
            if (high == until)
            {
                return now;
            }

            if (time.GetElapsedTime(from, now) >= most)
            {
                return null;
            }

            (beforeLast, last) = (last, now);
        }
    }
}
