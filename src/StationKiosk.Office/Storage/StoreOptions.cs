namespace StationKiosk.Office.Storage;

/// <summary>Where the store lies, and its copies.</summary>
/// <param name="Path">A SQLite file; its folder has to exist.</param>
public sealed record StoreOptions(string Path)
{
    /// <summary>How many copies are kept where that is not said: a week's.</summary>
    public const int CopiesKeptDefault = 7;

    /// <summary>Where a copy is put every day; null for nowhere.</summary>
    public string? CopyFolder { get; init; }

    /// <summary>How many copies stay there, 1 to 366.</summary>
    public int CopiesKept { get; init; } = CopiesKeptDefault;

    /// <summary>Reads section <c>Store</c>.</summary>
    public static StoreOptions Read(Hosting.Settings.SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new StoreOptions(settings.Text("Path", "office.db", IsUsable, "the path of a file, in a folder that exists"))
        {
            // It may be on a disk that is not there now: the office runs without it.
            CopyFolder = settings.OptionalText("CopyFolder", System.IO.Path.IsPathRooted, "the whole path of a folder, best on another disk"),
            CopiesKept = settings.Integer("CopiesKept", CopiesKeptDefault, 1, 366),
        };
    }

    private static bool IsUsable(string path) => path.Length > 0 && !Directory.Exists(path)
        && Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)));
}
