using System.Buffers.Binary;

namespace StationKiosk.Kiosk.Devices.KeyboardScanner;

/// <summary>One event of a Linux input device: <c>struct input_event</c> of 64-bit Linux (linux/input.h), 24 bytes, of which the time is not used.</summary>
/// <param name="Type">What kind: <see cref="Key"/> or another.</param>
/// <param name="Code">Of a key event, the key.</param>
/// <param name="Value">Of a key event, 1 for pressed, 0 for released, 2 for repeated.</param>
internal readonly record struct InputEvent(ushort Type, ushort Code, int Value)
{
    /// <summary>Bytes of one.</summary>
    public const int Bytes = 24;

    /// <summary>EV_SYN.</summary>
    public const ushort Synchronize = 0;

    /// <summary>EV_KEY.</summary>
    public const ushort Key = 1;

    /// <summary>SYN_DROPPED: the kernel's buffer ran over, and what was typed has a hole.</summary>
    public const ushort Dropped = 3;

    private const int TimeBytes = 16;

    /// <summary>Reads one from its <see cref="Bytes"/>.</summary>
    public static InputEvent Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[TimeBytes..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[(TimeBytes + 2)..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[(TimeBytes + 4)..]));
}
