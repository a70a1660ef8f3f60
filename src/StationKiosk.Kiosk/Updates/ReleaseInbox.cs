namespace StationKiosk.Kiosk.Updates;

/// <summary>
/// Where a release waits for the updater (provisioning/update), which runs as root, watches for <c>release.deb</c> and believes nothing but its
/// signature. The signature is there before the package is.
/// </summary>
/// <param name="dataFolder">The kiosk's data folder.</param>
public sealed class ReleaseInbox(string dataFolder)
{
    /// <summary>Bytes of the largest release; what is longer is none.</summary>
    public const long BytesMax = 64L * 1024 * 1024;

    private readonly string _folder = Path.Combine(dataFolder, "update");

    private string Package => Path.Combine(_folder, "release.deb");

    private string Signature => $"{Package}.sig";

    private string Partial => $"{Package}.part";

    /// <summary>Whether an updater came with this program; without one nobody would take a release.</summary>
    public static bool HasUpdater => File.Exists(Path.Combine(AppContext.BaseDirectory, "update"));

    /// <summary>What is here of a version already; a part of another version is gone.</summary>
    public FileStream OpenPart(string version)
    {
        Directory.CreateDirectory(_folder);
        string named = $"{Partial}.version";
        if (!File.Exists(named) || File.ReadAllText(named) != version)
        {
            File.Delete(Partial);
            File.WriteAllText(named, version);
        }

        var part = new FileStream(Partial, FileMode.OpenOrCreate, FileAccess.Write);
        part.Seek(0, SeekOrigin.End);
        return part;
    }

    /// <summary>The part is whole: from now on it is the updater's.</summary>
    public void Complete(string signature)
    {
        File.WriteAllText(Signature, signature);
        File.Move(Partial, Package, overwrite: true);
    }
}
