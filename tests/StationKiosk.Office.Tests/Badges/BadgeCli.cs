using System.CommandLine;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Office.Badges;
using StationKiosk.Office.Storage;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Badges;

/// <summary>The badge commands as a shell would call them, on a folder and an office of a test's own.</summary>
internal sealed class BadgeCli : IDisposable
{
    private readonly RootCommand _root = new();

    public BadgeCli()
    {
        _root.Subcommands.Add(BadgeCommands.Create(Time));
        OfficeStore.Open(StoreFile).Dispose();
        File.WriteAllText(Folder["office.json"], $$"""{ "Store": { "Path": "{{StoreFile}}" }, "Badges": { "KeyFolder": "{{KeyFolder}}" } }""");
    }

    public TempFolder Folder { get; } = new();

    public string KeyFolder => Folder["keys"];

    public string StoreFile => Folder["office.db"];

    /// <summary>What the office's store holds as revoked.</summary>
    public IReadOnlyList<(Revocable Kind, string Id)> Revoked
    {
        get
        {
            using var store = OfficeStore.Open(StoreFile);
            return [.. store.Read(tables => tables.Revocations.All()).Select(revocation => (revocation.Kind, revocation.Id))];
        }
    }

    public FakeTimeProvider Time { get; } = new(TestBadges.Now);

    public (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var parsed = _root.Parse(["badge", .. arguments], new ParserConfiguration { ResponseFileTokenReplacer = null });
        int exitCode = parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>As <see cref="Run"/>, with the office's settings.</summary>
    public (int ExitCode, string Output, string Error) RunInOffice(params string[] arguments) => Run([.. arguments, "--config", Folder["office.json"]]);

    /// <summary>Makes a key pair in <see cref="KeyFolder"/> and returns the private file.</summary>
    public string Keygen() => IssuerKeyFiles.Create(KeyFolder).PrivateFile;

    public string IssuedText(string key, params string[] more)
    {
        var (exitCode, output, error) = Run(["issue", "--key", key, "--category", "courier", "--days", "365", .. more]);
        Assert.True(exitCode == 0, error);
        return output.TrimEnd('\n');
    }

    /// <summary>Bad input's promise: exit code 2, nothing on standard output, one line without anything that could move a terminal.</summary>
    public string Refusal(params string[] arguments) => Refusal(Run(arguments));

    public string RefusalInOffice(params string[] arguments) => Refusal(RunInOffice(arguments));

    public void Dispose() => Folder.Dispose();

    private static string Refusal((int ExitCode, string Output, string Error) answer)
    {
        var (exitCode, output, error) = answer;
        Assert.Equal(BadgeCommands.BadInput, exitCode);
        Assert.Empty(output);
        Assert.EndsWith("\n", error, StringComparison.Ordinal);
        Assert.DoesNotContain(error[..^1], char.IsControl);
        return error[..^1];
    }
}
