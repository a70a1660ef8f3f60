using System.CommandLine;
using StationKiosk.Office.Commands;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Commands;

public sealed class CommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_bad_setting_is_named_at_once_with_its_remedy_and_the_exit_code_is_78()
    {
        var (code, _, error) = await Run(
            "run", "--Store:Path=/no/such/folder/x.db", "--Http:Url=ftp://x", "--Broker:Mode=carrier-pigeon", "--Broker:Port=99999", "--Broker:Listen=here",
            "--Broker:User=x", "--Policy:Debounce=soon", "--TimeZone=Mars/Olympus", "--Colour=red");
        Assert.Equal(78, code);
        foreach (string key in (string[])["Store:Path", "Http:Url", "Broker:Mode", "Broker:Port", "Broker:Listen", "Broker:User", "Policy:Debounce", "TimeZone", "Colour"])
        {
            Assert.Single(error.Split('\n'), line => line.TrimStart().StartsWith($"{key} ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("run", "whatever")]
    [InlineData("run", "--config", "/no/such/file.json")]
    [InlineData("run", "--Broker:Mode=external")]
    public async Task Settings_that_cannot_be_understood_end_with_78(params string[] arguments)
    {
        var (code, _, error) = await Run(arguments);
        Assert.Equal(78, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Settings_come_from_a_file_with_comments_and_the_command_line_wins()
    {
        await File.WriteAllTextAsync(_folder["office.json"], $$"""
            {
              // where
              "Store": { "Path": "{{_folder["file.db"]}}" }
            }
            """);
        Assert.Equal(0, (await Run("station", "list", "--config", _folder["office.json"])).Code);
        Assert.True(File.Exists(_folder["file.db"]));
        Assert.Equal(0, (await Run("station", "list", "--config", _folder["office.json"], $"--Store:Path={_folder["line.db"]}")).Code);
        Assert.True(File.Exists(_folder["line.db"]));
    }

    [Fact]
    public async Task Stations_are_added_changed_listed_and_retired()
    {
        Assert.Equal(0, (await Run("station", "add", "west-gate", "--name", "West", "--zone", "hall:rest:20", "--lat", "31.2", "--lon", "121.5", Store)).Code);
        Assert.Contains("changed", (await Run("station", "add", "west-gate", "--name", "West Gate", "--zone", "hall:rest:20", "--zone", "lot:parking", Store)).Output, StringComparison.Ordinal);
        Assert.Equal("west-gate  West Gate  hall:rest:20 lot:parking:?", (await Run("station", "list", Store)).Output.Trim());
        Assert.Equal(0, (await Run("station", "retire", "west-gate", Store)).Code);
        Assert.Contains("retired", (await Run("station", "list", Store)).Output, StringComparison.Ordinal);
        var (code, _, error) = await Run("station", "retire", "nowhere", Store);
        Assert.Equal(1, code);
        Assert.Contains("nowhere", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_is_checked_and_copied_to_where_nothing_is_yet()
    {
        Assert.Equal(0, (await Run("station", "add", "west-gate", "--name", "West", Store)).Code);
        Assert.Contains(" 0 pages damaged", (await Run("store", "check", Store)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("store", "copy", _folder["copy.db"], Store)).Code);
        Assert.Contains("west-gate", (await Run("station", "list", $"--Store:Path={_folder["copy.db"]}")).Output, StringComparison.Ordinal);
        foreach (string bad in (string[])[_folder["copy.db"], _folder["no/such/folder.db"]])
        {
            var (code, _, error) = await Run("store", "copy", bad, Store);
            Assert.Equal(1, code);
            Assert.Contains(bad, error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("station", "add", "BAD", "--name", "x")]
    [InlineData("station", "add", "west-gate")]
    [InlineData("station", "add", "west-gate", "--name", "")]
    [InlineData("station", "add", "west-gate", "--name", "x", "--zone", "hall")]
    [InlineData("station", "add", "west-gate", "--name", "x", "--zone", "hall:spa:3")]
    [InlineData("station", "add", "west-gate", "--name", "x", "--zone", "hall:rest:-3")]
    [InlineData("station", "add", "west-gate", "--name", "x", "--zone", "hall:rest", "--zone", "hall:rest")]
    [InlineData("station", "add", "west-gate", "--name", "x", "--lat", "91")]
    [InlineData("report", "--from", "yesterday")]
    [InlineData("report", "--by", "colour")]
    [InlineData("report", "--format", "pdf")]
    public async Task Bad_arguments_are_refused_with_a_reason_and_change_nothing(params string[] arguments)
    {
        var (code, _, error) = await Run([.. arguments, Store]);
        Assert.NotEqual(0, code);
        Assert.NotEmpty(error);
        Assert.Empty((await Run("station", "list", Store)).Output);
    }

    private string Store => $"--Store:Path={_folder["office.db"]}";

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var root = new RootCommand { RunCommand.Create(), StationCommand.Create(), ReportCommand.Create(), StoreCommand.Create() };
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
