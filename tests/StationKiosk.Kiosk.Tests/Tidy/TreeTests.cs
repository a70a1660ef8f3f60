using System.Text.RegularExpressions;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Tidy;

/// <summary>What would rot unseen in the tree.</summary>
public sealed partial class TreeTests
{
    private const int LinesMax = 300;

    private static readonly string[] Texts = [".cs", ".csproj", ".props", ".md", ".json", ".yaml", ".yml", ".sh", ".js", ".css", ".html", ".csv", ".svg", ".txt", ".py"];

    [Fact]
    public void Every_device_has_a_README() => Assert.All(
        Directory.GetDirectories(Repository.PathOf("src/StationKiosk.Kiosk/Devices")),
        folder => Assert.True(File.Exists(Path.Combine(folder, "README.md")), $"{folder} has no README.md: wiring, datasheet, what it cannot do"));

    [Fact]
    public void No_source_file_is_long() => Assert.All(
        [.. Repository.Files("src", ".cs"), .. Repository.Files("tests", ".cs")],
        file => Assert.True(File.ReadLines(Repository.PathOf(file)).Count() <= LinesMax, $"{file} has more than {LinesMax} lines: it does more than one thing"));

    [Fact]
    public void Nothing_is_left_undone()
    {
        // Put together here, so that this file does not find itself.
        string[] words = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "Skip " + "= ", "Skip" + "=\""];
        Assert.All(
            [.. Repository.Files("src", ".cs", ".js", ".css", ".html"), .. Repository.Files("tests", ".cs"), .. Repository.Files("provisioning", ".sh")],
            file => Assert.DoesNotContain(words, word => Repository.Text(file).Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void No_file_names_a_path_of_the_machine_it_was_written_on()
    {
        string[] paths = ["/wo" + "rk/", "/Us" + "ers/", "/ho" + "me/"];
        Assert.All(
            Repository.Files("", Texts),
            file => Assert.DoesNotContain(paths, path => Repository.Text(file).Contains(path, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_relative_link_points_to_something_that_is_there()
    {
        var broken = Repository.Files("", ".md").SelectMany(file => Link().Matches(Repository.Text(file))
            .Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains(':', StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(Repository.PathOf(file))!, target.Split('#')[0])))
            .Select(target => $"{file}: {target}"));
        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("station-kiosk", "src/StationKiosk.Kiosk")]
    [InlineData("station-office", "src/StationKiosk.Office")]
    public void Every_command_is_in_the_README_or_in_OPERATIONS(string program, string project)
    {
        string docs = Repository.Text("README.md") + Repository.Text("docs/OPERATIONS.md");
        var commands = Repository.Files(project, ".cs").SelectMany(file => CommandName().Matches(Repository.Text(file))).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Matches($@"{program} ([a-z-]+ )?{command}\b", docs));
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("new(?: Command)?\\(\"(?<name>[a-z-]+)\", \"[A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandName();
}
