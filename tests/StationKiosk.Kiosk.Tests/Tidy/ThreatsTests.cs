using System.Text.RegularExpressions;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Tidy;

/// <summary>docs/THREATS.md names a test for every row, or says "not yet"; the tests it names exist.</summary>
public sealed partial class ThreatsTests
{
    [Fact]
    public void Every_row_names_a_test_that_exists_or_says_not_yet()
    {
        var tests = Repository.Files("tests", ".cs").ToLookup(file => Path.GetFileNameWithoutExtension(file), Repository.Text, StringComparer.Ordinal);
        var rows = Repository.Text("docs/THREATS.md").Split('\n').Where(line => line.StartsWith('|')).Where(line => !line.Contains("---|", StringComparison.Ordinal) && !line.EndsWith("shown by |", StringComparison.Ordinal)).ToList();
        Assert.True(rows.Count >= 25, $"only {rows.Count} rows");
        Assert.All(rows, row =>
        {
            string shown = row.TrimEnd(' ', '|').Split('|')[^1];
            var names = Named().Matches(shown).Select(match => match.Groups["test"].Value).ToList();
            Assert.True(names.Count > 0 || shown.Contains("*not yet*", StringComparison.Ordinal), row);
            Assert.All(names, name => Assert.Contains(
                tests[name.Split('.')[0]], source => name.Split('.') is not [_, var method] || source.Contains($" {method}(", StringComparison.Ordinal)));
        });
    }

    [GeneratedRegex("`(?<test>[A-Za-z]+Tests(?:\\.[A-Za-z_0-9]+)?)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
