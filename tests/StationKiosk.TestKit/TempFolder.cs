namespace StationKiosk.TestKit;

/// <summary>A folder of a test's own, gone when the test is.</summary>
public sealed class TempFolder : IDisposable
{
    /// <param name="parent">Where it lies; the system's temporary folder if not said.</param>
    public TempFolder(string? parent = null) => Path = parent is null
        ? Directory.CreateTempSubdirectory("station-kiosk-test-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"station-kiosk-test-{Guid.NewGuid():N}")).FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
