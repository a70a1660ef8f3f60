namespace StationKiosk.TestKit;

/// <summary>The source tree that this program was built in.</summary>
public static class Repository
{
    /// <exception cref="InvalidOperationException">The program was copied out of the tree.</exception>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StationKiosk.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} does not lie inside the repository");
        }

        return folder.FullName;
    }
}
