using System.Xml.Linq;
using StationKiosk.Protocol.Tests.Golden;

namespace StationKiosk.Protocol.Tests.Docs;

/// <summary>The index and the list of packages do not fall behind.</summary>
public sealed class DecisionsTests
{
    private static readonly string Folder = Path.Combine(GoldenFiles.Repository, "docs", "decisions");

    [Fact]
    public void Every_decision_is_in_the_index()
    {
        string index = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var decisions = Directory.GetFiles(Folder, "*.md").Select(file => Path.GetFileName(file)).Where(name => name != "README.md");
        Assert.All(decisions, name => Assert.Contains($"({name})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_package_and_no_other_is_in_the_list_of_dependencies()
    {
        var used = XDocument.Load(Path.Combine(GoldenFiles.Repository, "Directory.Packages.props"))
            .Descendants().Where(element => element.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
            .Select(element => (string)element.Attribute("Include")!);
        var listed = File.ReadLines(Path.Combine(Folder, "dependencies.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| package |", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim());
        Assert.Equal(used.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
