using Microsoft.Extensions.Configuration;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Devices.GpioSignal;

namespace StationKiosk.Kiosk.Tests.Devices.GpioSignal;

/// <summary>What stands below <c>Signals</c>.</summary>
public sealed class SignalOptionsTests
{
    [Fact]
    public void A_lamp_a_buzzer_and_a_relay_are_read()
    {
        var (signals, faults) = Read("lamp", ("Line", "5"), ("SecondLine", "6"));
        Assert.Empty(faults);
        Assert.Equal([5, 6], Assert.Single(signals).Lines);
        (signals, faults) = Read("relay", ("Line", "16"), ("OnFor", "00:00:05"), ("Reader", "door"));
        Assert.Empty(faults);
        Assert.Equal(TimeSpan.FromSeconds(5), Assert.Single(signals).OnFor);
    }

    [Theory]
    [InlineData("lamp", "SecondLine", "17", "a line that nothing else uses; 'ceiling' has this one")]
    [InlineData("lamp", "SecondLine", null, "a lamp has two lines: green's, from 0 to 1023")]
    [InlineData("buzzer", "SecondLine", "6", "only a lamp has two lines; leave it out")]
    [InlineData("buzzer", "OnFor", "00:00:02", "only a relay has a time on; leave it out")]
    [InlineData("relay", "OnFor", "00:01:00", "a time from 00:00:00.1000000 to 00:00:20, written hh:mm:ss")]
    [InlineData("relay", "Reader", "post", "the name of a reader")]
    [InlineData("relay", "Name", "ceiling", "a name of at most 40 characters that no other device has")]
    public void What_cannot_be_used_is_said(string kind, string key, string? value, string remedy)
    {
        var (_, faults) = Read(kind, ("Line", "5"), (key, value));
        Assert.Equal(($"Signals:0:{key}", remedy), Assert.Single(faults));
    }

    [Theory]
    [InlineData(VerdictKind.Welcome)]
    [InlineData(VerdictKind.WelcomeAgain)]
    [InlineData(VerdictKind.ShowBadge)]
    [InlineData(VerdictKind.Refused)]
    public void A_lamp_keeps_the_rhythm_of_the_one_table(VerdictKind kind)
    {
        var lamp = new SignalOptions("lamp", SignalKind.Lamp, null, [5, 6], ActiveLow: false, Reader: null, default);
        var steps = SignalStep.Of(lamp, new Verdict(kind, null, null, null, [], "door", default));
        var pattern = VerdictPatterns.Of(kind);
        Assert.Equal(pattern.LampMilliseconds, steps.Select(step => (int)step.Length.TotalMilliseconds));
        Assert.All(steps.Where((_, i) => i % 2 == 1), step => Assert.False(step.First || step.Second));
        Assert.All(steps.Where((_, i) => i % 2 == 0), step => Assert.Equal(
            (pattern.Colour != LampColour.Green, pattern.Colour != LampColour.Red), (step.First, step.Second)));
    }

    private static (IReadOnlyList<SignalOptions> Signals, IReadOnlyList<(string, string)> Faults) Read(string kind, params (string Key, string? Value)[] settings)
    {
        var values = new Dictionary<string, string?>
        {
            ["Station:Id"] = "west-gate",
            ["Zones:0:Name"] = "hall", ["Zones:0:Service"] = "rest",
            ["Sensors:0:Name"] = "ceiling", ["Sensors:0:Kind"] = "motion", ["Sensors:0:Zone"] = "hall", ["Sensors:0:Line"] = "17",
            ["Readers:0:Name"] = "door", ["Readers:0:Kind"] = "camera",
            ["Signals:0:Name"] = "signal", ["Signals:0:Kind"] = kind,
        };
        foreach (var (key, value) in settings)
        {
            values[$"Signals:0:{key}"] = value;
        }

        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        var read = KioskSettings.Read(reader);
        reader.RejectUnknown();
        return (read.Signals, [.. reader.Faults.Select(fault => (fault.Key, fault.Remedy))]);
    }
}
