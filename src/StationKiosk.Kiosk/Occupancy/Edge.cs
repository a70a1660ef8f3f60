namespace StationKiosk.Kiosk.Occupancy;

/// <summary>
/// A line, or what a filter made of it, became active or inactive. Every filter of this folder lives by one rule: whoever drives it first
/// lets it <c>Advance</c> to a moment, then applies what happened at that moment; moments never run backwards.
/// </summary>
/// <param name="Active">What it became.</param>
/// <param name="Mono">When, milliseconds since the boot.</param>
public readonly record struct Edge(bool Active, long Mono);
