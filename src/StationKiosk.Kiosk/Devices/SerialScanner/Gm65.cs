using System.Buffers.Binary;

namespace StationKiosk.Kiosk.Devices.SerialScanner;

/// <summary>
/// Commands of the GM65, GM861 and their kin (Hangzhou Grow, "GM65 Bar Code Reader Module User Manual" V1.3, chapter 8): <c>7E 00</c>, type, count, address (2 bytes),
/// data, check (2 bytes). They write a "zone" of the module's memory; none is saved, so the module is as it was after its next power-up.
/// </summary>
internal static class Gm65
{
    private const byte WriteZone = 0x08;
    private const int ModeZone = 0x0000, TriggerZone = 0x0002, SleepZone = 0x00D9;

    /// <summary>Lamp on reading, sound on, aim and light as usual, and read on command.</summary>
    private const byte CommandModeByte = 0b1101_0101;

    private const byte DeepSleep = 0xA5;
    private const int CheckPolynomial = 0x1021;

    /// <summary>It reads only when it is told to.</summary>
    public static ReadOnlyMemory<byte> CommandMode { get; } = Write(ModeZone, CommandModeByte);

    /// <summary>Read now, for as long as it is set to (5 s) or until a code is read.</summary>
    public static ReadOnlyMemory<byte> Trigger { get; } = Write(TriggerZone, 1);

    /// <summary>Deep sleep: 3 mA instead of 30 and more.</summary>
    public static ReadOnlyMemory<byte> Sleep { get; } = Write(SleepZone, DeepSleep);

    /// <summary>Wakes it; out of deep sleep any bytes do, and are not obeyed.</summary>
    public static ReadOnlyMemory<byte> Wake { get; } = Write(SleepZone, 0);

    /// <summary>CRC-CCITT of type to data, beginning with 0 (the manual's appendix; CRC-16/XMODEM).</summary>
    public static ushort Check(ReadOnlySpan<byte> bytes)
    {
        int check = 0;
        foreach (byte value in bytes)
        {
            check ^= value << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                check = (check & 0x8000) != 0 ? (check << 1) ^ CheckPolynomial : check << 1;
            }
        }

        return (ushort)check;
    }

    private static byte[] Write(int zone, byte data)
    {
        byte[] command = [0x7E, 0x00, WriteZone, 1, (byte)(zone >> 8), (byte)zone, data, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(command.AsSpan(7), Check(command.AsSpan(2, 5)));
        return command;
    }
}
