using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StationKiosk.TestKit;

namespace StationKiosk.Reliability.Tests.Disks;

/// <summary>What a <see cref="FaultyDisk"/> does wrong.</summary>
internal sealed record DiskFaults
{
    public const int IoError = 5, ReadOnly = 30;

    /// <summary>Chooses which flushes lie and which calls fail.</summary>
    public int Seed { get; init; }

    /// <summary>So many flushes of a hundred are answered with success and not done; null where nothing is to be recorded.</summary>
    public double? LiesPercent { get; init; }

    /// <summary>So many calls of a hundred fail, while <see cref="FaultyDisk.Fail"/> is in force.</summary>
    public double FailsPercent { get; init; }

    /// <summary>With which error.</summary>
    public int Error { get; init; } = IoError;
}

/// <summary>A folder on a bad card: <c>faulty_disk.c</c> under a program, which says what it does and what it records.</summary>
internal sealed class FaultyDisk : IDisposable
{
    private const int HeaderBytes = 32;

    private readonly TempFolder _folder = new(Memory.Folder);

    private FaultyDisk(string library, DiskFaults faults)
    {
        Folder = Directory.CreateDirectory(_folder["data"]).FullName;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = library,
            ["DISK_FOLDER"] = Folder,
            ["DISK_SEED"] = faults.Seed.ToString(CultureInfo.InvariantCulture),
            ["DISK_FAILS_WHILE"] = Failing,
            ["DISK_FAILS_PERCENT"] = faults.FailsPercent.ToString(CultureInfo.InvariantCulture),
            ["DISK_FAILS_ERRNO"] = faults.Error.ToString(CultureInfo.InvariantCulture),
        };
        if (faults.LiesPercent is { } lies)
        {
            environment["DISK_RECORD"] = Record;
            environment["DISK_LIES_PERCENT"] = lies.ToString(CultureInfo.InvariantCulture);
        }

        ProgramEnvironment = environment;
    }

    /// <summary>The folder on that card.</summary>
    public string Folder { get; }

    /// <summary>How a program is put on it.</summary>
    public IReadOnlyDictionary<string, string> ProgramEnvironment { get; }

    /// <summary>How long the record is now.</summary>
    public long Position => File.Exists(Record) ? new FileInfo(Record).Length : 0;

    /// <summary>How many calls failed since <see cref="Fail"/>.</summary>
    public int Failures => File.Exists(Failing) ? (int)new FileInfo(Failing).Length : 0;

    private string Record => _folder["record"];

    private string Failing => _folder["failing"];

    /// <summary>Builds the library; skips the trial, by name, where there is no C compiler.</summary>
    public static async Task<FaultyDisk> CreateAsync(DiskFaults faults)
    {
        string library = Repository.PathOf("artifacts/faulty_disk.so");
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        await Tool.RunAsync(
            SystemTools.Need("clang"), "-shared", "-fPIC", "-O2", "-o", library, Repository.PathOf("tests/StationKiosk.Reliability.Tests/Disks/faulty_disk.c"), "-ldl");
        return new FaultyDisk(library, faults);
    }

    /// <summary>From now on calls fail.</summary>
    public void Fail() => File.WriteAllBytes(Failing, []);

    /// <summary>It works again.</summary>
    public void Mend() => File.Delete(Failing);

    /// <summary>All that was recorded, once the program has ended.</summary>
    public WriteHistory History()
    {
        ReadOnlyMemory<byte> record = File.ReadAllBytes(Record);
        var operations = new List<Operation>();
        int at = 0;
        while (at + HeaderBytes <= record.Length)
        {
            var header = record.Span[at..];
            int path = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
            int end = at + HeaderBytes + path + length;
            if (end > record.Length)
            {
                break;
            }

            operations.Add(new Operation(
                (OperationKind)BinaryPrimitives.ReadInt32LittleEndian(header),
                Encoding.UTF8.GetString(record.Span.Slice(at + HeaderBytes, path)),
                BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
                record.Slice(end - length, length),
                BinaryPrimitives.ReadInt64LittleEndian(header[24..]) == 1,
                end));
            at = end;
        }

        return new WriteHistory(operations);
    }

    public void Dispose() => _folder.Dispose();
}
