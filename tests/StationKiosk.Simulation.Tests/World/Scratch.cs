namespace StationKiosk.Simulation.Tests.World;

/// <summary>Where the simulated disks' files lie: in memory where there is such a place, for what a power cut takes is simulated above it.</summary>
internal static class Scratch
{
    private const string Memory = "/dev/shm";

    public static string? Folder { get; } = Directory.Exists(Memory) ? Memory : null;
}
