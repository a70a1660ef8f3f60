using MQTTnet;
using MQTTnet.Formatter;
using StationKiosk.Office.Broker;
using StationKiosk.Protocol;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Broker;

public sealed class EmbeddedBrokerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stations/west-gate/events", true)]
    [InlineData("stations/west-gate/state", true)]
    [InlineData("stations/west-gate/responses/1", true)]
    [InlineData("stations/west-gate/", false)]
    [InlineData("stations/west-gate/receipt", false)]
    [InlineData("stations/west-gate/commands", false)]
    [InlineData("stations/west-gate/commands/open", false)]
    [InlineData("stations/east-gate/events", false)]
    [InlineData("stations/west-gate-2/events", false)]
    [InlineData("network/keys", false)]
    [InlineData("$SYS/x", false)]
    public void A_station_speaks_for_itself_only(string topic, bool allowed) =>
        Assert.Equal(allowed, StationAcl.MayPublish(StationId.Parse("west-gate"), topic));

    [Theory]
    [InlineData("stations/west-gate/receipt", true)]
    [InlineData("stations/west-gate/commands/+", true)]
    [InlineData("network/+", true)]
    [InlineData("network/keys", true)]
    [InlineData("stations/west-gate/state", true)]
    [InlineData("stations/east-gate/state", false)]
    [InlineData("network/#", false)]
    [InlineData("#", false)]
    [InlineData("+/west-gate/receipt", false)]
    [InlineData("stations/+/receipt", false)]
    [InlineData("stations/east-gate/receipt", false)]
    [InlineData("stations/west-gate/#", false)]
    [InlineData("$share/x/network/+", false)]
    public void A_station_hears_only_what_is_meant_for_it(string filter, bool allowed) =>
        Assert.Equal(allowed, StationAcl.MaySubscribe(StationId.Parse("west-gate"), filter));

    [Fact]
    public async Task The_broker_answers_a_station_that_oversteps_with_not_authorized()
    {
        await using var office = await RunningOffice.Start(_folder);
        await using var station = await TestStation.Connect(office.BrokerPort);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await station.Publish("stations/east-gate/events", [1]));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await station.Publish("stations/west-gate/receipt", [1], retain: true));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await station.Publish("network/keys", [1], retain: true));
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await station.Subscribe("#"));
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await station.Subscribe("stations/east-gate/receipt"));
        Assert.True(station.IsConnected);
    }

    [Fact]
    public async Task Nobody_else_gets_in_as_the_office_without_a_station_id_or_with_an_older_mqtt()
    {
        await using var office = await RunningOffice.Start(_folder);
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await TestStation.Refused(office.BrokerPort, OfficeAccount.Id));
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, await TestStation.Refused(office.BrokerPort, "West Gate"));
        Assert.NotEqual(MqttClientConnectResultCode.Success, await TestStation.Refused(office.BrokerPort, "west-gate", MqttProtocolVersion.V311));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_sentence()
    {
        await using var office = await RunningOffice.Start(_folder);
        using var other = new TempFolder();
        var fault = await Assert.ThrowsAsync<IOException>(() => RunningOffice.Start(other, embeddedPort: office.BrokerPort));
        Assert.Contains($"127.0.0.1:{office.BrokerPort}", fault.Message, StringComparison.Ordinal);
    }
}
