namespace StationKiosk.Kiosk.Trust;

/// <summary>The office could not be asked, or it said no. The message says which, and what to do, in one line.</summary>
public sealed class EnrolmentException : Exception
{
    /// <summary>As said in <paramref name="message"/>.</summary>
    public EnrolmentException(string message)
        : base(message)
    {
    }

    /// <summary>As said in <paramref name="message"/>, because of <paramref name="inner"/>.</summary>
    public EnrolmentException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
