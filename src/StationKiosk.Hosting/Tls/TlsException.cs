namespace StationKiosk.Hosting.Tls;

/// <summary>A certificate or key file cannot be used. The message names the file, what is wrong with it and the remedy, in one line.</summary>
public sealed class TlsException : Exception
{
    /// <summary>As said in <paramref name="message"/>.</summary>
    public TlsException(string message)
        : base(message)
    {
    }

    /// <summary>As said in <paramref name="message"/>, because of <paramref name="inner"/>.</summary>
    public TlsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
