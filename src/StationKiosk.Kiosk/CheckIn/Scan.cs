using StationKiosk.Kiosk.Clock;

namespace StationKiosk.Kiosk.CheckIn;

/// <summary>What a reader saw.</summary>
/// <param name="Text">The code's text, not yet believed.</param>
/// <param name="Reader">The reader's name.</param>
/// <param name="At">When.</param>
public sealed record Scan(string Text, string Reader, Stamp At);
