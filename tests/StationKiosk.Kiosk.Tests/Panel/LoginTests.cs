using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Panel.Login;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Panel;

/// <summary>Who may do more than look.</summary>
public sealed class LoginTests : IDisposable
{
    private const string Code = "ABCD-EFGH-JKLM";

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    private ManagerCode Stored => new(_folder["manager-code"]);

    [Fact]
    public void Only_a_salted_hash_lies_on_the_disk_and_only_the_kiosks_user_may_read_it()
    {
        Stored.Set(Code);
        string first = Stored.Stored!;
        Stored.Set(Code);
        Assert.NotEqual(first, Stored.Stored);
        Assert.StartsWith($"pbkdf2-sha256${ManagerCode.Rounds}$", first, StringComparison.Ordinal);
        Assert.DoesNotContain("ABCD", first, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["manager-code"]));
    }

    [Theory]
    [InlineData(Code, true)]
    [InlineData("abcdefghjklm", true)]
    [InlineData("ABCD EFGH JKLM", true)]
    [InlineData("ABCD-EFGH-JKLN", false)]
    [InlineData("", false)]
    public void A_code_copied_from_paper_is_the_code(string tried, bool right)
    {
        Stored.Set(Code);
        Assert.Equal(right, Stored.IsRight(tried));
    }

    [Fact]
    public void Without_a_code_nothing_is_the_code()
    {
        Assert.False(Stored.IsRight(Code));
        Assert.Equal(LoginOutcome.Wrong, new ManagerLogin(Stored, _time).Enter(Code, out _));
    }

    [Fact]
    public void Wrong_codes_are_counted_and_lock_out_for_longer_and_longer()
    {
        var lockOut = new LockOut(_time);
        foreach (int minutes in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            for (int i = 0; i < LockOut.TriesMax; i++)
            {
                Assert.Null(lockOut.LockedFor);
                lockOut.WasWrong();
            }

            Assert.Equal(TimeSpan.FromMinutes(minutes), lockOut.LockedFor);
            _time.Advance(TimeSpan.FromMinutes(minutes));
        }

        Assert.Equal(40, lockOut.Wrong);
        lockOut.WasRight();
        Assert.Equal((LockOut.TriesMax, null), (lockOut.TriesLeft, lockOut.LockedFor));
    }

    [Fact]
    public void While_locked_out_not_even_the_right_code_is_looked_at()
    {
        Stored.Set(Code);
        var login = new ManagerLogin(Stored, _time);
        var outcomes = Enumerable.Range(0, LockOut.TriesMax).Select(_ => login.Enter("wrong-code", out string _)).ToList();
        Assert.Equal([LoginOutcome.Wrong, LoginOutcome.Wrong, LoginOutcome.Wrong, LoginOutcome.Wrong, LoginOutcome.Locked], outcomes);
        Assert.Equal(LoginOutcome.Locked, login.Enter(Code, out _));
        _time.Advance(LockOut.First);
        Assert.Equal(LoginOutcome.Done, login.Enter(Code, out _));
    }

    [Fact]
    public void A_session_ends_with_its_time_with_a_new_code_and_with_the_logout()
    {
        Stored.Set(Code);
        var login = new ManagerLogin(Stored, _time);
        login.Enter(Code, out string first);
        Assert.True(login.Knows(first));
        Assert.False(login.Knows(first[..^1] + (first[^1] == '0' ? '1' : '0')));
        login.Leave(first);
        Assert.False(login.Knows(first));

        login.Enter(Code, out string second);
        _time.Advance(ManagerLogin.SessionFor + TimeSpan.FromSeconds(1));
        Assert.False(login.Knows(second));

        login.Enter(Code, out string third);
        Stored.Set("ANOTHER-CODE-1");
        Assert.False(login.Knows(third));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", null, true)]
    [InlineData("127.0.0.1", "localhost", null, true)]
    [InlineData("127.0.0.1", "evil.example", null, false)]
    [InlineData("127.0.0.1", "127.0.0.1", "192.0.2.7", false)]
    [InlineData("192.0.2.7", "127.0.0.1", null, false)]
    public void Only_the_kiosk_itself_by_its_own_name_is_local(string from, string host, string? forwardedFor, bool local)
    {
        var http = new DefaultHttpContext();
        (http.Connection.RemoteIpAddress, http.Request.Host) = (IPAddress.Parse(from), new HostString(host, 8080));
        if (forwardedFor is not null)
        {
            http.Request.Headers["X-Forwarded-For"] = forwardedFor;
        }

        Assert.Equal(local, PanelGuard.IsLocal(http));
    }

    [Theory]
    [InlineData("1", "same-origin", true)]
    [InlineData("1", "", true)]
    [InlineData("1", "cross-site", false)]
    [InlineData("", "same-origin", false)]
    public void A_change_has_to_come_from_our_own_page_even_on_the_kiosk(string header, string site, bool may)
    {
        var http = new DefaultHttpContext();
        (http.Connection.RemoteIpAddress, http.Request.Host) = (IPAddress.Loopback, new HostString("localhost"));
        http.Request.Headers[PanelGuard.OwnHeader] = header;
        http.Request.Headers["Sec-Fetch-Site"] = site;
        Assert.Equal(may, new PanelGuard(new ManagerLogin(Stored, _time)).MayChange(http));
    }
}
