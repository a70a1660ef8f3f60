using System.Buffers.Binary;
using StationKiosk.Kiosk.Devices.I2c;

namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>An AMG8833 (Panasonic Grid-EYE data sheet, register table): 64 times 12 bits from 0x80 on, two's complement, low byte first, a quarter of a degree a step.</summary>
internal sealed class SimulatedGrid : SimulatedChip
{
    public const int PowerControl = 0x00, Sleep = 0x10;

    private const int Pixels = 0x80;
    private const double Step = 0.25;

    private readonly Lock _gate = new();

    /// <summary>A room, and somebody of six pixels; every second pixel is a step warmer, as the chip's noise has it.</summary>
    public void Shows(double room, double? somebody = null)
    {
        lock (_gate)
        {
            for (int i = 0; i < ThermalPeople.Pixels; i++)
            {
                bool isSomebody = i % ThermalPeople.Side is 3 or 4 && i / ThermalPeople.Side is 2 or 3 or 4;
                int steps = (int)(((isSomebody ? somebody ?? room : room) / Step) + (i % 2)) & 0xFFF;
                byte[] bytes = new byte[2];
                BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)steps);
                (this[Pixels + (2 * i)], this[Pixels + (2 * i) + 1]) = (bytes[0], bytes[1]);
            }
        }
    }

    public override void Read(Span<byte> buffer)
    {
        lock (_gate)
        {
            base.Read(buffer);
        }
    }
}
