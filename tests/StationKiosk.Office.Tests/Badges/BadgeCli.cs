using System.CommandLine;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Office.Badges;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Badges;

/// <summary>The badge commands as a shell would call them, on a folder and an office of a test's own.</summary>
internal sealed class BadgeCli : IDisposable
{
    private readonly RootCommand _root = new();

    public BadgeCli() => _root.Subcommands.Add(BadgeCommands.Create(_ => new BadgeOffice(KeyFolder, IsRevoked, (kind, value) => Revoked.Add((kind, value))), Time));

    public TempFolder Folder { get; } = new();

    public string KeyFolder => Folder["keys"];

    public HashSet<(string Kind, string Value)> Revoked { get; } = [];

    public FakeTimeProvider Time { get; } = new(TestBadges.Now);

    public (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var parsed = _root.Parse(["badge", .. arguments], new ParserConfiguration { ResponseFileTokenReplacer = null });
        int exitCode = parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Makes a key pair in <see cref="KeyFolder"/> and returns the private file.</summary>
    public string Keygen() => IssuerKeyFiles.Create(KeyFolder).PrivateFile;

    public string IssuedText(string key, params string[] more)
    {
        var (exitCode, output, error) = Run(["issue", "--key", key, "--category", "courier", "--days", "365", .. more]);
        Assert.True(exitCode == 0, error);
        return output.TrimEnd('\n');
    }

    /// <summary>Bad input's promise: exit code 2, nothing on standard output, one line without anything that could move a terminal.</summary>
    public string Refusal(params string[] arguments)
    {
        var (exitCode, output, error) = Run(arguments);
        Assert.Equal(BadgeCommands.BadInput, exitCode);
        Assert.Empty(output);
        Assert.EndsWith("\n", error, StringComparison.Ordinal);
        Assert.DoesNotContain(error[..^1], char.IsControl);
        return error[..^1];
    }

    public void Dispose() => Folder.Dispose();

    private bool IsRevoked(string kind, string value) => Revoked.Contains((kind, value));
}
