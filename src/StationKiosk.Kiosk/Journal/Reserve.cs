namespace StationKiosk.Kiosk.Journal;

/// <summary>
/// A file that only takes room: given up when the disk is full, so that the journal can write on, and shed and blank, until there is room again.
/// </summary>
internal sealed class Reserve(string journal)
{
    /// <summary>Its size: about a thousand visits more, with all that is written around them.</summary>
    public const int Bytes = 4 * 1024 * 1024;

    /// <summary>It is made again only while the disk has this much room besides.</summary>
    public const long RoomBytes = 8L * Bytes;

    private readonly string _path = Path.ChangeExtension(journal, ".reserve");

    /// <summary>Makes it where there is room.</summary>
    public void Make()
    {
        if (!File.Exists(_path) && new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(_path))!).AvailableFreeSpace > RoomBytes)
        {
            File.WriteAllBytes(_path, new byte[Bytes]);
        }
    }

    /// <summary>Whether a file can be made beside the journal: a journal that is read-only there is damaged.</summary>
    public bool FolderTakesFiles()
    {
        try
        {
            File.WriteAllBytes(_path + ".probe", []);
            File.Delete(_path + ".probe");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Gives its room to the journal.</summary>
    public void GiveUp()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On a disk that takes no writes at all there is nothing to be had from it.
        }
    }
}
