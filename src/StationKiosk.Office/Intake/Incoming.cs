namespace StationKiosk.Office.Intake;

/// <summary>What the link tells the intake loop.</summary>
public abstract record LinkEvent;

/// <summary>A connection began: retained messages may have been lost with the broker.</summary>
public sealed record LinkConnected : LinkEvent;

/// <summary>A message as it came.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="ContentEncoding">The user property of that name.</param>
/// <param name="Retained">Kept by the broker from some earlier time, not sent just now.</param>
/// <param name="Acknowledge">Tells the broker that it is stored; false where the connection it came on is gone.</param>
public sealed record Incoming(
    string Topic, byte[] Payload, string? ContentEncoding, bool Retained, Func<CancellationToken, Task<bool>> Acknowledge) : LinkEvent;
