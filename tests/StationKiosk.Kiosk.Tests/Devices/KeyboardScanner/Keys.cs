using System.Buffers.Binary;
using StationKiosk.Kiosk.Devices.KeyboardScanner;

namespace StationKiosk.Kiosk.Tests.Devices.Keyboard;

/// <summary>Key events as the kernel hands them over, for what a scanner types.</summary>
internal static class Keys
{
    public const int Enter = 28;

    public static byte[] Event(ushort type, ushort code, int value)
    {
        byte[] bytes = new byte[InputEvent.Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), type);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), value);
        return bytes;
    }

    public static byte[] Press(int code) =>
        [.. Event(InputEvent.Key, (ushort)code, 1), .. Event(InputEvent.Synchronize, 0, 0), .. Event(InputEvent.Key, (ushort)code, 0), .. Event(InputEvent.Synchronize, 0, 0)];

    /// <summary>The keys for a text, with Shift held for those that need it.</summary>
    public static byte[] Type(string text, KeyMap? map = null) => [.. text.SelectMany(letter => Type(letter, map ?? KeyMap.Us))];

    private static byte[] Type(char letter, KeyMap map)
    {
        var (code, shift) = Enumerable.Range(0, 128).SelectMany(code => (IEnumerable<(int Code, bool Shift)>)[(code, false), (code, true)]).First(key => map.Of(key.Code, key.Shift) == letter);
        return shift ? [.. Event(InputEvent.Key, KeyMap.LeftShift, 1), .. Press(code), .. Event(InputEvent.Key, KeyMap.LeftShift, 0)] : Press(code);
    }
}
