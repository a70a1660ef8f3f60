using StationKiosk.Office.Storage;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Users;

public sealed class AuditTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public AuditTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Guessing_passwords_without_end_pushes_nothing_out_of_the_log_that_was_done()
    {
        Log("signed-in", 1);
        Log(AccountTable.SignInFailed, AccountTable.FailedSignInsMax + (2 * AccountTable.TrimEvery));
        var log = All();
        Assert.Equal(1, log.Count(entry => entry.Action == "signed-in"));
        Assert.InRange(log.Count(entry => entry.Action == AccountTable.SignInFailed), AccountTable.FailedSignInsMax, AccountTable.FailedSignInsMax + AccountTable.TrimEvery);
    }

    [Fact]
    public void Of_what_was_done_the_oldest_goes_when_there_is_too_much()
    {
        Log(AccountTable.SignInFailed, 1);
        int written = AccountTable.AuditEntriesMax + (2 * AccountTable.TrimEvery);
        Log("note-written", written);
        var log = All();
        Assert.InRange(log.Count, AccountTable.AuditEntriesMax + 1, AccountTable.AuditEntriesMax + 1 + AccountTable.TrimEvery);
        Assert.Equal(AccountTable.SignInFailed, log[^1].Action);
        Assert.Equal($"{written - 1}", log[0].Subject);
    }

    private void Log(string action, int times) => _store.Write(tables =>
    {
        for (int i = 0; i < times; i++)
        {
            tables.Accounts.Log(new AuditEntry(Samples.Now, "chief", action, $"{i}", "192.0.2.7"));
        }

        return true;
    });

    private IReadOnlyList<AuditEntry> All() => _store.Read(tables => tables.Accounts.Audit(int.MaxValue));
}
