using System.Globalization;

namespace StationKiosk.Office.Storage;

/// <summary>
/// The daily copies of the store, <c>office-2026-11-30.db</c> by the UTC date: plain SQLite files, of which the newest <see cref="StoreOptions.CopiesKept"/> stay. Nothing
/// else in their folder is touched.
/// </summary>
public sealed class StoreCopies(OfficeStore store, StoreOptions options, TimeProvider time)
{
    private const string Pattern = "office-????-??-??.db", PartSuffix = ".part";

    /// <summary>When the newest copy was made; null where there is none, or its folder is not there.</summary>
    public DateTimeOffset? NewestAt => options.CopyFolder is { } folder && Directory.Exists(folder) && Copies(folder) is [.., var newest] ? new DateTimeOffset(File.GetLastWriteTimeUtc(newest)) : null;

    /// <summary>Makes today's copy where it is not there yet, and then removes those that are too many.</summary>
    /// <returns>Its path; null where nothing was due.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be read, or the copy cannot be written. The earlier copies stay.</exception>
    /// <exception cref="IOException">The folder is not there, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public string? MakeIfDue()
    {
        if (options.CopyFolder is not { } folder)
        {
            return null;
        }

        string copy = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"office-{time.GetUtcNow():yyyy-MM-dd}.db"));
        if (File.Exists(copy))
        {
            return null;
        }

        RemoveParts(folder);
        Make(copy);
        foreach (string old in Copies(folder).SkipLast(options.CopiesKept))
        {
            File.Delete(old);
        }

        return copy;
    }

    /// <summary>Under a name of this process's own until it is whole: a collector beside it may make one too.</summary>
    private void Make(string copy)
    {
        string part = string.Create(CultureInfo.InvariantCulture, $"{copy}.{Environment.ProcessId}{PartSuffix}");
        File.Delete(part);
        try
        {
            store.CopyTo(part);
            File.Move(part, copy, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>What copies that were cut short have left.</summary>
    private void RemoveParts(string folder)
    {
        foreach (string part in Directory.GetFiles(folder, Pattern + ".*" + PartSuffix).Where(part => time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(part) > TimeSpan.FromDays(1)))
        {
            File.Delete(part);
        }
    }

    private static string[] Copies(string folder) => [.. Directory.GetFiles(folder, Pattern).Order(StringComparer.Ordinal)];
}
