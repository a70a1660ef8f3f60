using StationKiosk.Kiosk.Devices.I2c;
using StationKiosk.Kiosk.Devices.IotBindings;

namespace StationKiosk.Kiosk.Tests.Devices.IotBindings;

/// <summary>
/// Of a build with <c>-p:WithIotBindings=true</c> only: the real binding on a simulated BME280. Its calibration, readings and results for temperature and pressure are Bosch's
/// own example (BMP280 data sheet, 3.12); humidity is reckoned here with the whole numbers of BME280's data sheet, 4.2.3, and by the binding with fractions.
/// </summary>
public sealed class ClimateChipTests
{
    private const int ChipId = 0xD0;
    private const int TemperatureRaw = 519888, PressureRaw = 415148, HumidityRaw = 30000;
    private const int H1 = 75, H2 = 362, H3 = 0, H4 = 313, H5 = 50, H6 = 30;
    private const int FineTemperature = 128422;

    private readonly SimulatedBme280 _chip = new();

    [Fact]
    public void It_measures_what_the_data_sheet_says_of_such_readings()
    {
        using var climate = Open();
        var measured = climate.Measure();
        Assert.Equal(25.08, measured.Celsius, 0.01);
        Assert.Equal(1006.53, measured.Hectopascals, 0.01);
        Assert.Equal(HumidityOfDataSheet(), measured.HumidityPercent, 0.05);
        climate.Measure();
        Assert.Equal(2, _chip.Measured);
    }

    [Fact]
    public void Another_chip_at_the_address_is_said()
    {
        _chip[ChipId] = 0x58;
        Assert.Equal("Unable to find a chip with id 96. Found one with id 88", Assert.Throws<IOException>(Open).Message);
        Assert.True(_chip.IsDisposed);
    }

    [Fact]
    public void A_chip_that_is_pulled_out_is_a_fault()
    {
        using var climate = Open();
        _chip.IsGone = true;
        Assert.Throws<IOException>(() => climate.Measure());
    }

    private static double HumidityOfDataSheet()
    {
        int fine = FineTemperature - 76800;
        int humidity = (((HumidityRaw << 14) - (H4 << 20) - (H5 * fine)) + 16384) >> 15;
        humidity *= ((((((fine * H6) >> 10) * (((fine * H3) >> 11) + 32768)) >> 10) + 2097152) * H2 + 8192) >> 14;
        humidity -= ((((humidity >> 15) * (humidity >> 15)) >> 7) * H1) >> 4;
        return (Math.Clamp(humidity, 0, 419430400) >> 12) / 1024.0;
    }

    private IClimateChip Open() => Chips.Open(new ClimateOptions("air", new I2cPlace(1, ClimateOptions.UsualAddress)), _chip);

    private sealed class SimulatedBme280 : SimulatedChip
    {
        private const int Control = 0xF4, Mode = 0b11;

        public SimulatedBme280()
        {
            this[ChipId] = 0x60;
            Words(0x88, 27504, 26435, -1000, 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000);
            this[0xA1] = H1;
            Words(0xE1, H2);
            this[0xE3] = H3;
            (this[0xE4], this[0xE5], this[0xE6]) = (H4 >> 4, (H4 & 0xF) | ((H5 & 0xF) << 4), H5 >> 4);
            this[0xE7] = H6;
            TwentyBits(0xF7, PressureRaw);
            TwentyBits(0xFA, TemperatureRaw);
            SetWord(0xFD, HumidityRaw);
        }

        public int Measured { get; private set; }

        /// <summary>A measurement that is asked for is made at once, and it sleeps again.</summary>
        protected override void Written(int register, byte value)
        {
            bool isAsked = register == Control && (value & Mode) != 0;
            Measured += isAsked ? 1 : 0;
            base.Written(register, isAsked ? (byte)(value & ~Mode) : value);
        }

        private void Words(int register, params int[] values)
        {
            foreach (int value in values)
            {
                (this[register], this[register + 1]) = ((byte)value, (byte)(value >> 8));
                register += 2;
            }
        }

        private void TwentyBits(int register, int value) => (this[register], this[register + 1], this[register + 2]) = ((byte)(value >> 12), (byte)(value >> 4), (byte)(value << 4));
    }
}
