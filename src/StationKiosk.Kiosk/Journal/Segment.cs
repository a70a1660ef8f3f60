using System.Globalization;

namespace StationKiosk.Kiosk.Journal;

/// <summary>One file of the tail. Its name tells its place: <c>journal.tail-NNNNNNNN-FIRST</c>, a running number and the first seq in it.</summary>
internal sealed class Segment(string path)
{
    /// <summary>How often a part that cannot be read is tried before it is taken for lost: the disk may fail now and then.</summary>
    public const int ReadTriesMax = 10;

    private const int PartBytes = 4096;

    public string Path => path;

    public int Number { get; } = (int)Part(path, ^2);

    public long First { get; } = Part(path, ^1);

    /// <summary>The last seq in it; null where it was not looked into.</summary>
    public long? Last { get; set; }

    /// <summary>Nothing up to this seq stands in it any more.</summary>
    public long ErasedTo { get; private set; }

    /// <summary>A journal's segments, oldest first.</summary>
    public static IEnumerable<Segment> Of(string journal) => Directory
        .EnumerateFiles(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(journal))!, $"{System.IO.Path.GetFileNameWithoutExtension(journal)}.tail-*")
        .Order(StringComparer.Ordinal).Select(each => new Segment(each));

    /// <summary>The one to be made after another.</summary>
    public static Segment Next(string journal, Segment? newest, long first) => new(System.IO.Path.ChangeExtension(
        journal, string.Create(CultureInfo.InvariantCulture, $".tail-{(newest?.Number ?? 0) + 1:D8}-{first}")));

    /// <summary>What is in it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public IEnumerable<TailRecord> Records() => TailRecord.In(Read(out _)).Select(each => each.Record);

    /// <summary>What can be read of it, and whether that is all.</summary>
    public (IEnumerable<TailRecord> Records, bool IsWhole) ReadWhatCanBe()
    {
        try
        {
            byte[] bytes = Read(out bool isWhole);
            return (TailRecord.In(bytes).Select(each => each.Record), isWhole);
        }
        catch (IOException)
        {
            return ([], false);
        }
    }

    /// <summary>What is in it. Room at its end that was never used is given back.</summary>
    public IReadOnlyList<TailRecord> Take()
    {
        byte[] bytes = Read(out bool isWhole);
        var records = TailRecord.In(bytes).Select(each => each.Record).ToList();
        Last = records.Select(record => record.Last).Append(First - 1).Max();
        if (isWhole)
        {
            Cut(TailRecord.Whole(bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1));
        }

        return records;
    }

    /// <summary>Gives back what stands behind a length; where that cannot be, it stays.</summary>
    public void Cut(int length)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.SetLength(file, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only room.
        }
    }

    /// <summary>Overwrites the records that hold nothing after a seq.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Erase(ITailDisk disk, long seq)
    {
        if (First > seq || ErasedTo >= Math.Min(seq, Last ?? seq))
        {
            return;
        }

        using var file = disk.Open(path);
        foreach (var (at, bytes, _) in TailRecord.In(Read(out _)).Where(each => each.Record.Last <= seq))
        {
            file.Write(at, new byte[bytes]);
        }

        file.Flush();
        ErasedTo = seq;
    }

    /// <summary>Overwrites all of it and removes it.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public void Remove(ITailDisk disk)
    {
        using (var file = disk.Open(path))
        {
            file.Write(0, new byte[new FileInfo(path).Length]);
            file.Flush();
        }

        File.Delete(path);
    }

    /// <summary>All of it; zeros where the disk does not give it.</summary>
    private byte[] Read(out bool isWhole)
    {
        using var file = Patiently(() => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
            ?? throw new IOException($"{path} cannot be opened");
        byte[] bytes = new byte[RandomAccess.GetLength(file)];
        isWhole = true;
        for (int at = 0; at < bytes.Length; at += PartBytes)
        {
            var part = bytes.AsMemory(at, Math.Min(PartBytes, bytes.Length - at));
            int from = at;
            isWhole &= Patiently(() => (int?)RandomAccess.Read(file, part.Span, from)) == part.Length;
        }

        return bytes;
    }

    private static T? Patiently<T>(Func<T> read)
    {
        for (int i = 0; i < ReadTriesMax; i++)
        {
            try
            {
                return read();
            }
            catch (IOException)
            {
                // Once more.
            }
        }

        return default;
    }

    private static long Part(string path, Index part) =>
        path.Split('-') is { Length: > 2 } parts && long.TryParse(parts[part], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new InvalidDataException($"{path} has not the name of a segment");
}
