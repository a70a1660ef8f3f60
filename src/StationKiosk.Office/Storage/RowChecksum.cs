using Microsoft.Data.Sqlite;
using StationKiosk.Hosting.Integrity;

namespace StationKiosk.Office.Storage;

/// <summary>
/// The SQL function <c>checksum(…)</c>: <see cref="Checksum"/> over values in order. Columns <c>sum</c> hold it of a whole row; <c>visit.figure</c> of what
/// figures rest on alone, so that it can lie in the index which they are counted from, and be verified there for every visit that is counted.
/// </summary>
internal static class RowChecksum
{
    /// <summary>An event's columns.</summary>
    public const string Event = "epoch, seq, type, time, received_at, body, link, boot, mono, error";

    /// <summary>A visit's columns.</summary>
    public const string Visit = "epoch, seq, station, time, clock, boot, mono, sub, badge, category, reader, zone, service, flags, counted, why, error";

    /// <summary>The columns that figures rest on.</summary>
    public const string Figure = "visit.epoch, visit.seq, visit.station, visit.time, visit.service, visit.category, visit.counted";

    /// <summary>True of an event as it was written.</summary>
    public const string EventHolds = $"sum = checksum({Event})";

    /// <summary>True of a visit as it was written.</summary>
    public const string VisitHolds = $"sum = checksum({Visit}) AND {FigureHolds}";

    /// <summary>True of a visit that may be counted.</summary>
    public const string FigureHolds = $"figure = checksum({Figure})";

    /// <summary>Makes the function known to a connection.</summary>
    public static void Register(SqliteConnection connection) => connection.CreateFunction<long>("checksum", Of, isDeterministic: true);

    private static long Of(object?[] values)
    {
        var sum = new Checksum();
        foreach (object? value in values)
        {
            _ = value switch
            {
                long number => sum.Add(number),
                string text => sum.Add(text),
                byte[] bytes => sum.Add(bytes),
                double real => sum.Add(BitConverter.DoubleToInt64Bits(real)),
                _ => sum.Add((string?)null),
            };
        }

        return sum.Value;
    }
}
