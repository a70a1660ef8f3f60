using StationKiosk.Office.Badges;
using StationKiosk.Protocol.Badges;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Badges;

public sealed class VerifyTests : IDisposable
{
    private readonly BadgeCli _cli = new();
    private readonly string _key;

    public VerifyTests() => _key = _cli.Keygen();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_good_badge_is_valid_and_what_it_says_is_one_line()
    {
        string text = _cli.IssuedText(_key, "--sub", "ABCDEFGH234567");

        var (exitCode, output, error) = _cli.RunInOffice("verify", text);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"\Avalid: badge [0-9a-f]{16} of worker ABCDEFGH234567, courier, issued 2026-11-22T06:00:00Z, expires 2027-11-22T06:00:00Z, key [0-9a-f]{16}\n\z", output);
    }

    [Fact]
    public void Without_an_office_the_answer_says_that_revocations_were_not_looked_at()
    {
        var (exitCode, output, _) = _cli.Run("verify", _cli.IssuedText(_key), "--keys", _cli.KeyFolder);

        Assert.Equal(0, exitCode);
        Assert.Contains("revocations not looked at", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_badge_is_not_valid()
    {
        string text = _cli.IssuedText(_key);
        _cli.Time.Advance(TimeSpan.FromDays(365));

        AssertNotValid("expired", text);
    }

    [Fact]
    public void A_badge_of_tomorrow_is_not_yet_valid()
    {
        using var issuer = IssuerKeyFiles.ReadPrivate(_key);

        AssertNotValid("not-yet-valid", BadgeText.Issue(TestBadges.Badge(issued: TestBadges.Now.AddDays(1)), issuer));
    }

    [Fact]
    public void A_revoked_badge_is_not_valid()
    {
        string text = _cli.IssuedText(_key, "--sub", "ABCDEFGH234567");
        _cli.RunInOffice("revoke", "ABCDEFGH234567");

        AssertNotValid("revoked", text);
    }

    [Fact]
    public void A_badge_of_another_issuer_is_not_valid()
    {
        using var others = new TestBadges();

        AssertNotValid("unknown-key", others.Text());
    }

    [Fact]
    public void An_altered_badge_is_not_valid()
    {
        string text = _cli.IssuedText(_key);
        char last = text[^2];

        AssertNotValid("bad-signature", $"{text[..^2]}{(last == 'A' ? 'B' : 'A')}{text[^1]}");
    }

    [Fact]
    public void A_truncated_or_oversize_badge_is_malformed()
    {
        AssertNotValid("malformed", _cli.IssuedText(_key)[..100]);
        AssertNotValid("malformed", $"SK1{new string('A', 600)}");
    }

    [Fact]
    public void What_is_neither_a_badge_nor_a_file_is_bad_input()
    {
        Assert.Contains("'hello'", _cli.RefusalInOffice("verify", "hello"), StringComparison.Ordinal);
        Assert.True(_cli.RefusalInOffice("verify", new string('x', 100_000)).Length < 300);
        Assert.Contains("'/nowhere'", _cli.RefusalInOffice("verify", _cli.IssuedText(_key), "--keys", "/nowhere"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_read_by_the_kiosks_decoder_and_its_absence_is_said_with_the_remedy()
    {
        File.WriteAllBytes(_cli.Folder["badge.png"], BadgePictures.Png(_cli.IssuedText(_key)));
        using var decoder = new FakeDecoder(_cli.Folder);

        decoder.Says($"{_cli.IssuedText(_key)}\n");
        Assert.StartsWith("valid: ", _cli.RunInOffice("verify", _cli.Folder["badge.png"]).Output, StringComparison.Ordinal);
        decoder.Says("");
        Assert.Contains("no code read", _cli.RefusalInOffice("verify", _cli.Folder["badge.png"]), StringComparison.Ordinal);
        decoder.IsGone();
        Assert.Contains("install station-kiosk", _cli.RefusalInOffice("verify", _cli.Folder["badge.png"]), StringComparison.Ordinal);
    }

    private void AssertNotValid(string reason, string text)
    {
        var (exitCode, output, error) = _cli.RunInOffice("verify", text);
        Assert.Equal((BadgeCommands.NotValid, ""), (exitCode, error));
        Assert.StartsWith($"not valid, {reason}: ", output, StringComparison.Ordinal);
        Assert.Equal(output.Length - 1, output.IndexOf('\n'));
    }

    /// <summary>A script in the place of <c>station-kiosk</c>, found on a PATH of the test's own.</summary>
    private sealed class FakeDecoder : IDisposable
    {
        private readonly string? _path = Environment.GetEnvironmentVariable("PATH");
        private readonly string _program;

        public FakeDecoder(TempFolder folder)
        {
            _program = folder["station-kiosk"];
            Environment.SetEnvironmentVariable("PATH", $"{folder.Path}:{_path}");
        }

        public void Says(string output)
        {
            File.WriteAllText(_program, $"#!/bin/sh\n[ \"$1 $2\" = 'decode --text' ] && [ -f \"$3\" ] && printf %s '{output}'\n");
            File.SetUnixFileMode(_program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        public void IsGone() => File.Delete(_program);

        public void Dispose() => Environment.SetEnvironmentVariable("PATH", _path);
    }
}
