namespace StationKiosk.HardwareBench;

/// <summary>All cases run on one station, one after the other; each waits for what it needs and leaves everything plugged in.</summary>
[CollectionDefinition(Name)]
public sealed class HardwareTests : ICollectionFixture<BenchStation>
{
    public const string Name = "hardware";
}
