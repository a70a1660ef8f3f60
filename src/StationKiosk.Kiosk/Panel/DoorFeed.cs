using System.Text.Json;
using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Kiosk.Journal;

namespace StationKiosk.Kiosk.Panel;

/// <summary>An event for open pages.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Json">JSON without line breaks.</param>
public sealed record PageNews(string Name, byte[] Json);

/// <summary>
/// Brings verdicts to the pages that are open, at once; nothing of the badge is in them. It also says when the office's receipt covers the visit
/// that was shown last, and how many its worker has this month where the receipt tells.
/// </summary>
public sealed class DoorFeed : IIndicator
{
    private const long None = 0;

    private readonly EventJournal _journal;
    private long _awaited = None;

    /// <param name="journal">Whose receipts are waited for.</param>
    public DoorFeed(EventJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
        journal.Changed += TellCounted;
    }

    /// <summary>The open pages.</summary>
    public Audience<PageNews> Audience { get; } = new();

    /// <inheritdoc/>
    public void Scanning(string reader) => Audience.Say(new PageNews("scanning", "{}"u8.ToArray()));

    /// <inheritdoc/>
    public void Show(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var shown = new DoorVerdict(
            verdict.Kind, verdict.Reason, verdict.Since, verdict.Reader, verdict.At, verdict.Seq, VerdictPatterns.Of(verdict.Kind, verdict.Reason));
        Volatile.Write(ref _awaited, verdict.Seq ?? None);
        Audience.Say(new PageNews("verdict", JsonSerializer.SerializeToUtf8Bytes(shown, PanelJson.Default.DoorVerdict)));
        TellCounted();
    }

    private void TellCounted()
    {
        long seq = Volatile.Read(ref _awaited);
        var receipts = _journal.Receipts;
        if (seq != None && receipts.Covers(seq) && Interlocked.CompareExchange(ref _awaited, None, seq) == seq)
        {
            Audience.Say(new PageNews("counted", JsonSerializer.SerializeToUtf8Bytes(new DoorCounted(seq, receipts.MonthOf(seq)), PanelJson.Default.DoorCounted)));
        }
    }
}
