using System.Buffers.Binary;

namespace StationKiosk.Kiosk.Tests.Devices.Radar;

/// <summary>Frames as an LD2410 sends them.</summary>
internal static class RadarFrames
{
    private const int Gates = 9;

    public static byte[] Of(int? moving, int? still, bool engineering = false)
    {
        byte state = (byte)((moving is null ? 0 : 1) | (still is null ? 0 : 2));
        byte[] content =
        [
            (byte)(engineering ? 1 : 2), 0xAA, state, .. Number(moving ?? 0), 60, .. Number(still ?? 0), 50, .. Number(moving ?? still ?? 0),
            .. engineering ? (byte[])[Gates - 1, Gates - 1, .. new byte[2 * Gates], 0, 0] : [], 0x55, 0x00,
        ];
        return [0xF4, 0xF3, 0xF2, 0xF1, .. Number(content.Length), .. content, 0xF8, 0xF7, 0xF6, 0xF5];
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return bytes;
    }
}
