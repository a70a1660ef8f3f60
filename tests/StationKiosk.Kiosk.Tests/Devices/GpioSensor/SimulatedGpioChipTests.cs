using System.Device.Gpio;
using StationKiosk.Kiosk.Devices.Simulated;

namespace StationKiosk.Kiosk.Tests.Devices.GpioSensor;

/// <summary>The simulated chip is only worth something if it is as unforgiving as a real one.</summary>
public sealed class SimulatedGpioChipTests
{
    private readonly SimulatedGpioChip _chip = new(8);

    [Fact]
    public void A_line_raises_an_edge_only_when_it_changes()
    {
        using var controller = new GpioController(_chip.Open());
        var edges = new List<PinEventTypes>();
        controller.OpenPin(1, PinMode.Input);
        controller.RegisterCallbackForPinValueChangedEvent(1, PinEventTypes.Rising | PinEventTypes.Falling, (_, change) => edges.Add(change.ChangeType));
        foreach (var level in new[] { PinValue.Low, PinValue.High, PinValue.High, PinValue.Low })
        {
            _chip.SetLine(1, level);
            Assert.Equal(level, controller.Read(1));
        }

        Assert.Equal([PinEventTypes.Rising, PinEventTypes.Falling], edges);
    }

    [Fact]
    public void A_line_that_nothing_drives_follows_its_pull()
    {
        using var controller = new GpioController(_chip.Open());
        controller.OpenPin(1, PinMode.InputPullUp);
        controller.OpenPin(2, PinMode.InputPullDown);
        Assert.Equal((PinValue.High, PinValue.Low), (controller.Read(1), controller.Read(2)));
    }

    [Fact]
    public void A_line_belongs_to_one_program_at_a_time()
    {
        using var one = new GpioController(_chip.Open());
        using var other = new GpioController(_chip.Open());
        one.OpenPin(1);
        Assert.Throws<IOException>(() => other.OpenPin(1));
        one.ClosePin(1);
        other.OpenPin(1);
    }

    [Fact]
    public void Misuse_throws()
    {
        using var controller = new GpioController(_chip.Open());
        controller.OpenPin(1, PinMode.Output);
        Assert.Throws<InvalidOperationException>(() => _chip.SetLine(1, PinValue.High));
        Assert.Throws<InvalidOperationException>(() => controller.RegisterCallbackForPinValueChangedEvent(1, PinEventTypes.Rising, (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _chip.SetLine(8, PinValue.High));
        controller.OpenPin(2, PinMode.Input);
        controller.RegisterCallbackForPinValueChangedEvent(2, PinEventTypes.Rising, (_, _) => { });
        Assert.Throws<InvalidOperationException>(() => controller.SetPinMode(2, PinMode.Output));
    }
}
