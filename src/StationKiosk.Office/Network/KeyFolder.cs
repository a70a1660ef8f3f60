using StationKiosk.Office.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Network;

/// <summary>The issuers' public keys as files, read again whenever a file changes. A file that holds no key spoils no other.</summary>
public sealed class KeyFolder(KeyOptions options, ILogger<KeyFolder> log)
{
    private readonly Lock _lock = new();
    private string? _seen;
    private IReadOnlyList<IssuerKey> _keys = [];

    /// <summary>The keys as of now, by id.</summary>
    public IReadOnlyList<IssuerKey> Keys()
    {
        lock (_lock)
        {
            FileInfo[] files = Directory.Exists(options.KeyFolder) ? new DirectoryInfo(options.KeyFolder).GetFiles(IssuerKeyFiles.PublicFiles) : [];
            string state = string.Join('\n', files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
            if (state != _seen)
            {
                _seen = state;
                _keys = [.. files.Select(Read).OfType<IssuerKey>().DistinctBy(key => key.Kid).OrderBy(key => key.Kid, StringComparer.Ordinal)];
                Report();
            }

            return _keys;
        }
    }

    private void Report()
    {
        if (_keys.Count == 0)
        {
            log.LogWarning("no issuer key in {Folder}: kiosks can verify no badge; make one with station-office badge keygen --out {Folder}", options.KeyFolder, options.KeyFolder);
        }
        else
        {
            log.LogInformation("{Count} issuer keys: {Kids}", _keys.Count, string.Join(' ', _keys.Select(key => key.Kid)));
        }
    }

    private IssuerKey? Read(FileInfo file)
    {
        try
        {
            return IssuerKeyFiles.ReadPublic(file.FullName);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning("{File} is no P-256 public key in PEM and is left out: {Fault}", file.FullName, e.Message);
            return null;
        }
    }
}
