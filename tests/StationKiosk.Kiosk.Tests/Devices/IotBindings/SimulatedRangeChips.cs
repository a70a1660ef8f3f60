namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>
/// A VL53L0X (ST DS11555 and API STSW-IMG005): register 0xFF chooses a page, a measurement or calibration is begun at 0x00 and done at once, 0x0B clears that it is.
/// </summary>
internal sealed class SimulatedVl53L0X : SimulatedChip
{
    private const int Start = 0x00, Clear = 0x0B, Done = 0x13, Millimetres = 0x1E, Strobe = 0x83, References = 0x92, Model = 0xC0, PageRegister = 0xFF;

    private int _page;

    public SimulatedVl53L0X(int millimetres = 0)
    {
        this[Model] = 0xEE;
        this[References] = 0x05;
        Sees(millimetres);
    }

    /// <summary>Measurements begun so far.</summary>
    public int Begun { get; private set; }

    /// <summary>What is before it; 8190 is nothing.</summary>
    public void Sees(int millimetres) => SetWord(Millimetres, millimetres);

    /// <summary>It is another chip.</summary>
    public void Is(byte model) => this[Model] = model;

    protected override void Written(int register, byte value)
    {
        switch (_page, register)
        {
            case (_, PageRegister):
                _page = value;
                break;
            case (0, Start):
                Begun += value & 1;
                this[Start] = (byte)(value & ~1);
                this[Done] |= (byte)((value & 1) * 0x04);
                break;
            case (0, Clear):
                this[Done] = 0;
                break;
            case (_, Strobe):
                this[Strobe] = 1;
                break;
            case (0, _):
                base.Written(register, value);
                break;
        }
    }
}

/// <summary>A VL53L1X (ST DS12385 and API STSW-IMG007): two bytes of address, and a measurement is always ready.</summary>
internal sealed class SimulatedVl53L1X : SimulatedChip
{
    private const int Booted = 0xE5, Status = 0x89, Millimetres = 0x96, Model = 0x10F;

    public SimulatedVl53L1X(int millimetres = 0)
        : base(addressBytes: 2)
    {
        SetWord(Model, 0xEACC);
        this[Booted] = 1;
        Sees(millimetres);
    }

    /// <summary>What is before it, and how sure it is: 9 valid, 6 noisy, 4 no signal, 7 farther than it can tell (UM2510, table of range status).</summary>
    public void Sees(int millimetres, byte status = 9)
    {
        SetWord(Millimetres, millimetres);
        this[Status] = status;
    }

    /// <summary>It is another chip.</summary>
    public void Is(int model) => SetWord(Model, model);
}
