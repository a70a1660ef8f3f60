using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Tests.Badges;

public sealed class RevokeTests : IDisposable
{
    private readonly BadgeCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("0123456789abcdef", Revocable.Badge)]
    [InlineData("ABCDEFGH234567", Revocable.Subject)]
    public void The_kind_is_seen_from_the_value(string value, Revocable kind)
    {
        Assert.Equal(0, _cli.RunInOffice("revoke", value).ExitCode);
        Assert.Equal([(kind, value)], _cli.Revoked);
    }

    [Fact]
    public void A_wall_card_is_revoked_by_naming_the_kind()
    {
        Assert.Equal(0, _cli.RunInOffice("revoke", "0123456789abcdef", "--kind", "card").ExitCode);
        Assert.Equal([(Revocable.Card, "0123456789abcdef")], _cli.Revoked);
    }

    [Fact]
    public void A_value_that_can_be_both_is_not_guessed_at()
    {
        Assert.Contains("--kind", _cli.RefusalInOffice("revoke", "2345672345672345"), StringComparison.Ordinal);
        Assert.Equal(0, _cli.RunInOffice("revoke", "2345672345672345", "--kind", "subject").ExitCode);
        Assert.Equal([(Revocable.Subject, "2345672345672345")], _cli.Revoked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789ABCDEF")]
    [InlineData("0123456789abcde")]
    [InlineData("'; DROP TABLE revocation; --")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("ABCDEFGH\n234567")]
    [InlineData("@/etc/passwd")]
    public void Anything_else_is_refused_and_revokes_nothing(string value)
    {
        Assert.Contains("badge id", _cli.RefusalInOffice("revoke", value), StringComparison.Ordinal);
        Assert.Empty(_cli.Revoked);
    }

    [Theory]
    [InlineData("badge", "ABCDEFGH234567")]
    [InlineData("subject", "0123456789abcdef")]
    [InlineData("worker", "0123456789abcdef")]
    public void A_kind_that_does_not_fit_the_value_is_refused(string kind, string value)
    {
        _cli.RefusalInOffice("revoke", value, "--kind", kind);
        Assert.Empty(_cli.Revoked);
    }

    [Fact]
    public void Revoking_twice_is_the_same_as_once()
    {
        _cli.RunInOffice("revoke", "ABCDEFGH234567");

        Assert.Contains("before", _cli.RunInOffice("revoke", "ABCDEFGH234567").Output, StringComparison.Ordinal);
        Assert.Single(_cli.Revoked);
    }

    [Fact]
    public void A_store_that_is_not_there_is_named_and_none_is_made_in_its_place()
    {
        File.Delete(_cli.StoreFile);

        Assert.Contains(_cli.StoreFile, _cli.RefusalInOffice("revoke", "ABCDEFGH234567"), StringComparison.Ordinal);
        Assert.False(File.Exists(_cli.StoreFile));
    }
}
