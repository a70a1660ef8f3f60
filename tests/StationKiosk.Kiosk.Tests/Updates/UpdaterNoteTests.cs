using StationKiosk.Kiosk.Updates;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Updates;

/// <summary>What the updater's note says, and what a note says that was cut short or is none.</summary>
public sealed class UpdaterNoteTests : IDisposable
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_795_000_000);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("installed 2.0.0 1795000000 \n", "2.0.0", UpdateOutcome.Installed, null)]
    [InlineData("installed 2.0.0 1795000000\n", "2.0.0", UpdateOutcome.Installed, null)]
    [InlineData("gone-back 2.0.0 1795000000 it did not get ready within 90 s\n", "2.0.0", UpdateOutcome.GoneBack, "it did not get ready within 90 s")]
    [InlineData("refused - 1795000000 the signature is no signature\n", null, UpdateOutcome.Refused, "the signature is no signature")]
    public void It_tells_what_became_of_the_last_release(string note, string? version, UpdateOutcome outcome, string? why) =>
        Assert.Equal(new UpdateResult(version, outcome, why, At), Read(note));

    [Theory]
    [InlineData("")]
    [InlineData("installed")]
    [InlineData("installed 2.0.0")]
    [InlineData("installed 2.0.0 soon")]
    [InlineData("installed 2.0.0 99999999999999999")]
    [InlineData("melted 2.0.0 1795000000")]
    public void What_is_no_note_tells_nothing(string note) => Assert.Null(Read(note));

    [Fact]
    public void Without_an_updater_there_is_nothing_to_tell() => Assert.Null(new UpdaterNote(_folder["none"]).Read());

    private UpdateResult? Read(string note)
    {
        File.WriteAllText(_folder["result"], note);
        return new UpdaterNote(_folder["result"]).Read();
    }
}
