using System.Security.Cryptography;
using StationKiosk.Office.Badges;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Badges;

public sealed class IssueTests : IDisposable
{
    private readonly BadgeCli _cli = new();
    private readonly string _key;

    public IssueTests() => _key = _cli.Keygen();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_badge_goes_to_standard_output_and_what_it_is_to_standard_error()
    {
        var (exitCode, output, error) = _cli.Run("issue", "--key", _key, "--category", "ride-hailing", "--days", "30", "--sub", "ABCDEFGH234567");

        Assert.Equal(0, exitCode);
        var badge = Opened(output.TrimEnd('\n'));
        Assert.Equal(("ABCDEFGH234567", Category.RideHailing), (badge.Subject, badge.Category));
        Assert.Equal((TestBadges.Now, TestBadges.Now.AddDays(30)), (badge.IssuedAt, badge.ExpiresAt));
        Assert.Equal($"badge {badge.Id} of worker ABCDEFGH234567, ride-hailing, issued 2026-11-22T06:00:00Z, expires 2026-12-22T06:00:00Z\n", error);
    }

    [Fact]
    public void Every_badge_of_a_count_is_another_workers_and_has_a_line_of_its_own()
    {
        Assert.Empty(_cli.IssuedText(_key, "--count", "20", "--out", _cli.Folder["badges.txt"]));

        var badges = File.ReadAllLines(_cli.Folder["badges.txt"]).Select(Opened).ToList();
        Assert.Equal(20, badges.Select(badge => badge.Id).Distinct().Count());
        Assert.Equal(20, badges.Select(badge => badge.Subject).Distinct().Count());
    }

    [Fact]
    public void A_badge_with_a_phone_key_carries_it()
    {
        using var phone = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_cli.Folder["phone.pem"], phone.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(phone.ExportSubjectPublicKeyInfo(), Opened(_cli.IssuedText(_key, "--phone-key", _cli.Folder["phone.pem"])).PhoneKey);
    }

    [Fact]
    public void A_file_that_is_there_is_never_overwritten()
    {
        File.WriteAllText(_cli.Folder["taken.svg"], "mine");

        Assert.Contains("taken.svg", Refusal("--format", "svg", "--out", _cli.Folder["taken.svg"]), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_cli.Folder["taken.svg"]));
    }

    [Theory]
    [InlineData("--sub", "=HYPERLINK(\"http://x\")")]
    [InlineData("--sub", "abcdefgh")]
    [InlineData("--sub", "")]
    [InlineData("--format", "pdf")]
    [InlineData("--format", "png")]
    [InlineData("--count", "0")]
    [InlineData("--count", "1e3")]
    [InlineData("--count", "99999999999999999999")]
    [InlineData("--out", "")]
    [InlineData("--out", "/proc/nowhere/badge.txt")]
    [InlineData("--phone-key", "/nowhere.pem")]
    public void What_cannot_be_used_is_named_in_one_line(string option, string value) =>
        Assert.Contains(option == "--phone-key" || value.StartsWith('/') ? value : option, Refusal(option, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("drone")]
    [InlineData("Courier")]
    [InlineData("1")]
    [InlineData("courier\nroot:x:0:0")]
    [InlineData("\u001b[2J\u202Ecourier")]
    public void An_unknown_category_is_answered_with_the_known_ones(string category)
    {
        string line = _cli.Refusal("issue", "--key", _key, "--days", "1", "--category", category);

        Assert.Contains("courier, parcel, ride-hailing, truck, sanitation", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', line);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("3661")]
    [InlineData("ten")]
    [InlineData("1.5")]
    public void Days_outside_the_limits_are_refused(string days) =>
        Assert.Contains("from 1 to 3660", _cli.Refusal("issue", "--key", _key, "--category", "courier", $"--days={days}"), StringComparison.Ordinal);

    [Fact]
    public void A_key_file_that_is_none_is_named()
    {
        File.WriteAllText(_cli.Folder["note.pem"], "not a key");

        Assert.Contains("note.pem", _cli.Refusal("issue", "--key", _cli.Folder["note.pem"], "--category", "courier", "--days", "1"), StringComparison.Ordinal);
        Assert.Contains("gone.pem", _cli.Refusal("issue", "--key", _cli.Folder["gone.pem"], "--category", "courier", "--days", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_are_made_one_a_call() =>
        Assert.Contains("--count", Refusal("--count", "2", "--format", "svg", "--out", _cli.Folder["two.svg"]), StringComparison.Ordinal);

    private string Refusal(params string[] more) => _cli.Refusal(["issue", "--key", _key, "--category", "courier", "--days", "1", .. more]);

    private Badge Opened(string text)
    {
        Assert.True(BadgeText.TryParse(text, out var badgeText, out string? fault), fault);
        using var issuer = IssuerKeyFiles.ReadPrivate(_key);
        Assert.Equal(BadgeOpening.Opened, badgeText.Open(issuer, out var badge));
        return badge!;
    }
}
