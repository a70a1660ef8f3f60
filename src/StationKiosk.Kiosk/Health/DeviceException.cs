namespace StationKiosk.Kiosk.Health;

/// <summary>A device is absent or failed. The message is for a station manager: what is wrong, and what to do.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>As said in <paramref name="message"/>.</summary>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>As said in <paramref name="message"/>, because of <paramref name="inner"/>.</summary>
    public DeviceException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
