using Microsoft.Extensions.Configuration;
using StationKiosk.Hosting.Settings;
using StationKiosk.Kiosk.Devices.GpioSensor;
using StationKiosk.Kiosk.Occupancy;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Occupancy;

public sealed class OccupancyOptionsTests
{
    [Fact]
    public void A_whole_station_is_read()
    {
        var (settings, occupancy, gpio) = Read("""
            Zones:0:Name=hall
            Zones:0:Service=first-aid
            Zones:0:Capacity=12
            Zones:1:Name=休息区
            Zones:1:Service=rest
            Sensors:0:Name=door
            Sensors:0:Kind=beam-pair
            Sensors:0:Zone=hall
            Sensors:0:Chip=pinctrl-rp1
            Sensors:0:Line=17
            Sensors:0:SecondLine=27
            Sensors:0:ActiveLow=true
            Sensors:0:Pull=up
            Sensors:0:Debounce=00:00:00.030
            Sensors:0:StuckAfter=00:01:00
            Sensors:0:PassageMin=00:00:00.100
            Sensors:0:GapMax=00:00:02
            Sensors:1:Name=ceiling
            Sensors:1:Kind=motion
            Sensors:1:Zone=休息区
            Sensors:1:Line=22
            Sensors:1:Pull=down
            Sensors:1:Hold=00:02:00
            Sensors:1:SilentAfter=1.00:00:00
            Gpio:Driver=simulated
            Gpio:Seed=7
            """);
        settings.RejectUnknown();
        Assert.Empty(settings.Faults);
        Assert.Equal([new ZoneOptions("hall", Service.FirstAid, 12), new ZoneOptions("休息区", Service.Rest, null)], occupancy.Zones);
        Assert.Equal(
            new SensorOptions("door", SensorKind.BeamPair, "hall")
            {
                Debounce = TimeSpan.FromMilliseconds(30),
                StuckAfter = TimeSpan.FromMinutes(1),
                PassageMin = TimeSpan.FromMilliseconds(100),
                GapMax = TimeSpan.FromSeconds(2),
            },
            occupancy.Sensors[0]);
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromDays(1)), (occupancy.Sensors[1].Hold, occupancy.Sensors[1].SilentAfter!.Value));
        Assert.Equal((true, 7), (gpio.Simulated, gpio.Seed));
        Assert.Equal(("pinctrl-rp1", true, System.Device.Gpio.PinMode.InputPullUp), (gpio.Sensors[0].Chip, gpio.Sensors[0].ActiveLow, gpio.Sensors[0].Mode));
        Assert.Equal([17, 27], gpio.Sensors[0].Lines);
        Assert.Equal([22], gpio.Sensors[1].Lines);
        Assert.Equal(["door"], occupancy.BuildZones()[0].Sensors.Select(sensor => sensor.Name));
    }

    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        var (settings, _, _) = Read("""
            Zones:0:Name=hall
            Zones:0:Service=FirstAid
            Zones:0:Capacity=0
            Zones:1:Name=hall
            Zones:1:Service=rest
            Zones:2:Service=rest
            Sensors:0:Name=door
            Sensors:0:Kind=beam-pair
            Sensors:0:Zone=hal
            Sensors:0:Line=17
            Sensors:0:Hold=00:01:00
            Sensors:0:SilentAfter=00:01:00
            Sensors:1:Name=door
            Sensors:1:Kind=contact
            Sensors:1:Zone=hall
            Sensors:1:Line=17
            Sensors:1:SecondLine=18
            Sensors:1:PassageMin=00:00:01
            Sensors:1:GapMax=00:00:01
            Sensors:2:Kind=radar
            Sensors:2:Line=-1
            Sensors:2:Pull=sideways
            Sensors:2:ActiveLow=maybe
            Sensors:2:Debounce=soon
            Sensors:2:StuckAfter=00:00:00
            Sensors:3:Name= x
            Sensors:3:Kind=beam-pair
            Sensors:3:Zone=hall
            Sensors:3:Line=4
            Sensors:3:SecondLine=4
            Sensors:3:Colour=red
            Sensors:4:Name=y
            Sensors:4:Kind=motion
            Sensors:4:Zone=hall
            Gpio:Driver=magic
            Gpio:Seed=-1
            """);
        settings.RejectUnknown();
        Assert.Equal(
            [
                "Gpio:Driver", "Gpio:Seed", "Sensors:0:Hold", "Sensors:0:SecondLine", "Sensors:0:SilentAfter", "Sensors:0:Zone", "Sensors:1:GapMax", "Sensors:1:Line", "Sensors:1:Name",
                "Sensors:1:PassageMin", "Sensors:1:SecondLine", "Sensors:2:ActiveLow", "Sensors:2:Debounce", "Sensors:2:Kind", "Sensors:2:Line", "Sensors:2:Name",
                "Sensors:2:Pull", "Sensors:2:StuckAfter", "Sensors:2:Zone", "Sensors:3:Colour", "Sensors:3:Name", "Sensors:3:SecondLine", "Sensors:4:Line",
                "Zones:0:Capacity", "Zones:0:Service", "Zones:1:Name", "Zones:2:Name",
            ],
            settings.Faults.Select(fault => fault.Key).Order(StringComparer.Ordinal));
        Assert.Contains("Sensors:1:Line = '17': a line that nothing else uses; 'door' has this one", settings.Faults.Select(fault => fault.ToString()));
        Assert.Contains("Sensors:0:Zone = 'hal': one of hall", settings.Faults.Select(fault => fault.ToString()));
    }

    [Fact]
    public void Every_service_has_the_word_it_has_in_messages()
    {
        foreach (var service in Enum.GetValues<Service>())
        {
            string word = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(service.ToString());
            var (settings, occupancy, _) = Read($"Zones:0:Name=a\nZones:0:Service={word}");
            Assert.Empty(settings.Faults);
            Assert.Equal(service, occupancy.Zones[0].Service);
        }
    }

    private static (SettingsReader Settings, OccupancyOptions Occupancy, GpioOptions Gpio) Read(string lines)
    {
        var pairs = lines.Split('\n').Select(line => line.TrimEnd('\r').Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1]));
        var settings = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build());
        var occupancy = OccupancyOptions.Read(settings);
        return (settings, occupancy, GpioOptions.Read(settings, occupancy.Sensors));
    }
}
