using System.Buffers.Binary;

namespace StationKiosk.Kiosk.Devices.RadarSensor;

/// <summary>One report of an LD2410: whether somebody moves or stands before it, and how far away (Hi-Link, "LD2410 serial communication protocol" V1.02, 2.3).</summary>
/// <param name="Moving">Somebody moves.</param>
/// <param name="MovingCentimetres">How far away; meaningless without <paramref name="Moving"/>.</param>
/// <param name="Still">Somebody is there and holds still.</param>
/// <param name="StillCentimetres">How far away; meaningless without <paramref name="Still"/>.</param>
public readonly record struct RadarReport(bool Moving, int MovingCentimetres, bool Still, int StillCentimetres)
{
    /// <summary>Bytes of the shortest report's content: type, head, state, three distances, two energies, tail, check.</summary>
    internal const int BytesMin = 13;

    private const byte Engineering = 0x01;
    private const byte Basic = 0x02;
    private const byte Head = 0xAA;
    private const byte Tail = 0x55;
    private const byte MovingBit = 0x01;
    private const byte StillBit = 0x02;
    private const int StateMax = MovingBit | StillBit;

    /// <summary>Whether somebody is between two distances.</summary>
    public bool IsSomebodyWithin(int nearestCentimetres, int farthestCentimetres) =>
        (Moving && MovingCentimetres >= nearestCentimetres && MovingCentimetres <= farthestCentimetres)
        || (Still && StillCentimetres >= nearestCentimetres && StillCentimetres <= farthestCentimetres);

    /// <summary>Reads a frame's content; null where it is no report.</summary>
    internal static RadarReport? Read(ReadOnlySpan<byte> content)
    {
        bool isReport = content.Length >= BytesMin && content[0] is Engineering or Basic && content[1] == Head && content[^2] == Tail && content[2] <= StateMax;
        return isReport
            ? new RadarReport(
                (content[2] & MovingBit) != 0, BinaryPrimitives.ReadUInt16LittleEndian(content[3..]),
                (content[2] & StillBit) != 0, BinaryPrimitives.ReadUInt16LittleEndian(content[6..]))
            : null;
    }
}
