using System.Text;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Uplink;

public sealed class CommandDeskTests
{
    private readonly List<int> _carriedOut = [];
    private readonly CommandDesk _desk;

    public CommandDeskTests() => _desk = new CommandDesk(new Dictionary<string, Func<byte[], CommandAnswer>>(StringComparer.Ordinal)
    {
        [CommandNames.Identify] = CommandDesk.For(ProtocolJson.Default.IdentifyCommand, command =>
        {
            _carriedOut.Add(command.Seconds);
            return new CommandAnswer(CommandOutcome.Done, "done");
        }),
    });

    [Fact]
    public void A_command_that_comes_twice_is_carried_out_once_and_answered_twice()
    {
        Assert.Equal(CommandOutcome.Done, Obey("""{"seconds":3}""", 1).Outcome);
        Assert.Equal(CommandOutcome.Done, Obey("""{"seconds":3}""", 1).Outcome);
        Assert.Equal(CommandOutcome.Done, Obey("""{"seconds":4}""", 2).Outcome);
        Assert.Equal([3, 4], _carriedOut);
    }

    [Fact]
    public void A_command_that_is_not_known_or_cannot_be_read_is_answered_with_what_is_wrong()
    {
        var unknown = _desk.Obey("self-destruct", [], [1]);
        Assert.Equal(CommandOutcome.Unknown, unknown.Outcome);
        Assert.Contains(CommandNames.Identify, unknown.Said, StringComparison.Ordinal);
        Assert.Equal(CommandOutcome.Malformed, Obey("""{"seconds":"long"}""", 3).Outcome);
        Assert.Equal(CommandOutcome.Malformed, Obey("", 4).Outcome);
        Assert.Empty(_carriedOut);
    }

    [Fact]
    public void Answers_are_not_remembered_without_end()
    {
        for (byte correlation = 0; correlation <= CommandDesk.RememberedMax; correlation++)
        {
            Obey("""{"seconds":1}""", correlation);
        }

        Obey("""{"seconds":1}""", 0);
        Assert.Equal(CommandDesk.RememberedMax + 2, _carriedOut.Count);
    }

    private CommandAnswer Obey(string payload, byte correlation) => _desk.Obey(CommandNames.Identify, Encoding.UTF8.GetBytes(payload), [correlation]);
}
