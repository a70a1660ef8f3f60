namespace StationKiosk.TestKit;

/// <summary>The repository that the tests were built from, as text.</summary>
public static class Repository
{
    private static readonly HashSet<string> NotOurs = new(StringComparer.Ordinal) { "bin", "obj", "artifacts", "TestResults", "node_modules" };

    /// <summary>Its folder: the one with the solution file.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the root.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>A file's text.</summary>
    public static string Text(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>Every file below a folder but for what a build makes, as paths from the root with '/'; hidden folders other than <c>.github</c> are left out.</summary>
    public static IReadOnlyList<string> Files(string under = "", params string[] extensions) =>
        [.. Walk(new DirectoryInfo(PathOf(under)))
            .Where(file => extensions.Length == 0 || extensions.Contains(file.Extension, StringComparer.Ordinal))
            .Select(file => Path.GetRelativePath(Root, file.FullName))
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.GetFiles().Concat(folder.GetDirectories()
        .Where(child => !NotOurs.Contains(child.Name) && (!child.Name.StartsWith('.') || child.Name == ".github"))
        .SelectMany(Walk));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StationKiosk.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run below the repository");
        }

        return folder.FullName;
    }
}
