namespace StationKiosk.Office.Storage;

/// <summary>The store cannot be used now; nothing of the transaction is kept. The message says what is wrong and what to do.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>As said in <paramref name="message"/>.</summary>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>As said in <paramref name="message"/>, because of <paramref name="inner"/>.</summary>
    public StoreUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
