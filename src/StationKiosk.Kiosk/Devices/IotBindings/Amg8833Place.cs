using System.Device.I2c;
using Iot.Device.Amg88xx;
using StationKiosk.Kiosk.Devices.I2c;

namespace StationKiosk.Kiosk.Devices.IotBindings;

/// <summary>A Panasonic AMG8833 (Grid-EYE): 8 x 8 temperatures, 60° wide, people up to 5 m away.</summary>
internal sealed class Amg8833Place : IPlaceChip
{
    private readonly Amg88xx _chip;
    private readonly ThermalPeople _people = new();

    /// <exception cref="IOException">It does not answer.</exception>
    public Amg8833Place(I2cDevice device)
    {
        _chip = new Amg88xx(device) { OperatingMode = OperatingMode.Normal };
        _chip.Reset();
    }

    /// <inheritdoc/>
    public bool? Look()
    {
        _chip.ReadImage();
        Span<double> celsius = stackalloc double[ThermalPeople.Pixels];
        bool isFlat = true;
        for (int i = 0; i < celsius.Length; i++)
        {
            celsius[i] = _chip[i % ThermalPeople.Side, i / ThermalPeople.Side].DegreesCelsius;
            isFlat &= celsius[i].Equals(celsius[0]);
        }

        // It has no register that says what it is. But its noise is several of its steps: 64 times the same is another chip, or a dead one.
        return isFlat ? throw new IOException("its 64 temperatures are all the same") : _people.Take(celsius) > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _chip.Dispose();
}
