using System.Collections.Concurrent;
using System.Device.I2c;

namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>
/// A chip on a simulated I2C bus: a write begins with a register's address, each byte after it goes to the next register, a read goes on from there. What a
/// register does beyond keeping its byte is the matter of each chip, as its data sheet has it. It may be changed while it is read.
/// </summary>
/// <param name="addressBytes">Bytes of a register's address: 1, or 2 with the high one first.</param>
internal class SimulatedChip(int addressBytes = 1) : I2cDevice
{
    private readonly ConcurrentDictionary<int, byte> _registers = new();
    private int _at;
    private volatile bool _isGone;

    /// <summary>Whether its cable is out: nobody acknowledges then, as the kernel says it.</summary>
    public bool IsGone
    {
        get => _isGone;
        set => _isGone = value;
    }

    public override I2cConnectionSettings ConnectionSettings { get; } = new(1, 0x29);

    public bool IsDisposed { get; private set; }

    /// <summary>A register, past what reading and writing it does.</summary>
    public byte this[int register]
    {
        get => _registers.GetValueOrDefault(register);
        set => _registers[register] = value;
    }

    /// <summary>Two registers, the high byte first.</summary>
    public void SetWord(int register, int value) => (this[register], this[register + 1]) = ((byte)(value >> 8), (byte)value);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Answer();
        _at = addressBytes == 1 ? buffer[0] : (buffer[0] << 8) | buffer[1];
        foreach (byte value in buffer[addressBytes..])
        {
            Written(_at++, value);
        }
    }

    public override void Read(Span<byte> buffer)
    {
        Answer();
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = Looked(_at++);
        }
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Write(writeBuffer);
        Read(readBuffer);
    }

    /// <summary>A register is written.</summary>
    protected virtual void Written(int register, byte value) => this[register] = value;

    /// <summary>A register is read.</summary>
    protected virtual byte Looked(int register) => this[register];

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    private void Answer()
    {
        if (IsGone)
        {
            throw new IOException("Error 121 performing I2C data transfer.");
        }
    }
}
