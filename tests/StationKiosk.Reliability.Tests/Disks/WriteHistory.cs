namespace StationKiosk.Reliability.Tests.Disks;

/// <summary>What a program did to a disk (closed set).</summary>
internal enum OperationKind
{
    Write = 1,
    Truncate = 2,
    Flush = 3,
    Remove = 4,
    Rename = 5,
}

/// <summary>One operation of a record.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">On which file; for a rename, its old name.</param>
/// <param name="Offset">Where it begins in the file; the new length of a truncation.</param>
/// <param name="Data">The bytes written; a rename's new path.</param>
/// <param name="Honest">Of a flush: whether the disk did what it said.</param>
/// <param name="End">How long the record was after it: what the record held when the outside heard of it tells which operations were done.</param>
internal sealed record Operation(OperationKind Kind, string Path, long Offset, ReadOnlyMemory<byte> Data, bool Honest, long End);

/// <summary>
/// Every operation of a run, in order, and the files that a power cut after any of them may leave: what was written before a file's last
/// honest flush is there; of each later write all, nothing or some sectors, as chance has it. Lengths, removals and names take effect in order.
/// </summary>
internal sealed class WriteHistory(IReadOnlyList<Operation> operations)
{
    /// <summary>What a disk writes as a whole.</summary>
    private const int SectorBytes = 512;

    /// <summary>How much of the unflushed survives: one is chosen for each cut.</summary>
    private static readonly double[] Survival = [0, 0.5, 0.9];

    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>Flushes from the operation at <paramref name="from"/> to the record's <paramref name="end"/>, and how many of them lied.</summary>
    public (int Flushes, int Lies) FlushesIn(long from, long end)
    {
        var flushes = operations.Where(each => each.Kind == OperationKind.Flush && each.End > from && each.End <= end).ToList();
        return (flushes.Count, flushes.Count(flush => !flush.Honest));
    }

    /// <summary>Makes the files of a power cut after the first <paramref name="count"/> operations.</summary>
    /// <param name="count">How many operations were done.</param>
    /// <param name="random">What survives.</param>
    /// <param name="place">Where a recorded path is made.</param>
    /// <returns>How many writes were not safe.</returns>
    public int CutAfter(int count, Random random, Func<string, string> place)
    {
        double survival = Survival[random.Next(Survival.Length)];
        var identities = Identities(count);
        var safeUntil = SafeUntil(count, identities);
        var open = new Dictionary<string, FileStream>(StringComparer.Ordinal);
        int unsafeWrites = 0;
        for (int i = 0; i < count; i++)
        {
            var operation = operations[i];
            string path = place(operation.Path);
            switch (operation.Kind)
            {
                case OperationKind.Write when i < safeUntil.GetValueOrDefault(identities[i], -1):
                    Put(Open(path), operation.Offset, operation.Data.Span);
                    break;
                case OperationKind.Write:
                    unsafeWrites++;
                    PutWhatSurvives(Open(path), operation, survival, random);
                    break;
                case OperationKind.Truncate:
                    Open(path).SetLength(operation.Offset);
                    break;
                case OperationKind.Remove:
                    Close(path);
                    File.Delete(path);
                    break;
                case OperationKind.Rename:
                    string to = place(System.Text.Encoding.UTF8.GetString(operation.Data.Span));
                    Close(path);
                    Close(to);
                    File.Move(path, to, overwrite: true);
                    break;
            }
        }

        foreach (var file in open.Values)
        {
            file.Dispose();
        }

        return unsafeWrites;

        FileStream Open(string path)
        {
            if (!open.TryGetValue(path, out var file))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                open[path] = file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }

            return file;
        }

        void Close(string path)
        {
            if (open.Remove(path, out var file))
            {
                file.Dispose();
            }
        }
    }

    /// <summary>The file that each operation is about, whatever it is called at the time.</summary>
    private int[] Identities(int count)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] identities = new int[count];
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            string path = operations[i].Path;
            if (!known.TryGetValue(path, out int identity))
            {
                known[path] = identity = next++;
            }

            identities[i] = identity;
            if (operations[i].Kind is OperationKind.Remove or OperationKind.Rename)
            {
                known.Remove(path);
            }

            if (operations[i].Kind == OperationKind.Rename)
            {
                known[System.Text.Encoding.UTF8.GetString(operations[i].Data.Span)] = identity;
            }
        }

        return identities;
    }

    private Dictionary<int, int> SafeUntil(int count, int[] identities)
    {
        var safe = new Dictionary<int, int>();
        for (int i = 0; i < count; i++)
        {
            if (operations[i] is { Kind: OperationKind.Flush, Honest: true })
            {
                safe[identities[i]] = i;
            }
        }

        return safe;
    }

    private static void PutWhatSurvives(FileStream file, Operation write, double survival, Random random)
    {
        if (random.NextDouble() >= survival)
        {
            return;
        }

        bool isTorn = random.Next(4) == 0;
        for (int at = 0; at < write.Data.Length; at += SectorBytes)
        {
            if (!isTorn || random.Next(2) == 0)
            {
                Put(file, write.Offset + at, write.Data.Span[at..Math.Min(at + SectorBytes, write.Data.Length)]);
            }
        }
    }

    private static void Put(FileStream file, long at, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file.SafeFileHandle, bytes, at);
}
