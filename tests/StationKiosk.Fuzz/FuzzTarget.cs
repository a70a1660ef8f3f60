namespace StationKiosk.Fuzz;

/// <summary>Something that reads bytes of strangers.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Seeds">Good inputs to begin with.</param>
/// <param name="Take">Takes an input; throws where a promise is broken.</param>
public sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Take);
