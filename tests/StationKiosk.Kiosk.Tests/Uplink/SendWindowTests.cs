using CsCheck;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Uplink;

public sealed class SendWindowTests
{
    private static readonly TimeSpan ReceiptWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public void Every_event_is_sent_until_every_event_is_received_whatever_gets_lost() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int).Sample((events, seed) =>
        {
            var random = new Random(seed);
            var atOffice = new SortedSet<long>();
            var receipts = ReceiptBook.Empty;
            var window = new SendWindow(receipts, ReceiptWithin);
            long mono = 0;
            for (int round = 0; round < 10_000 && receipts.Backlog(events) > 0; round++)
            {
                mono += random.Next(1, 2_000);
                if (window.IsStalled(mono))
                {
                    window = new SendWindow(receipts, ReceiptWithin);
                }

                while (window.Next(receipts, events, mono) is { } range)
                {
                    var sent = new SeqRange(range.From, Math.Min(range.To, range.From + random.Next(20)));
                    window.Sent(sent, mono);
                    if (random.Next(3) > 0)
                    {
                        atOffice.UnionWith(Enumerable.Range((int)sent.From, (int)sent.Count).Select(n => (long)n));
                    }
                }

                if (random.Next(3) > 0 && atOffice.Count > 0)
                {
                    receipts = new ReceiptBook(atOffice.Max, Gaps(atOffice), []);
                    window.Receipted(receipts, fresh: true);
                }
            }

            Assert.Equal(0, receipts.Backlog(events));
        }, iter: 300);

    [Fact]
    public void Before_the_office_has_answered_only_a_probe_is_sent()
    {
        var window = new SendWindow(ReceiptBook.Empty, ReceiptWithin);
        Assert.Equal(new SeqRange(1, SendWindow.ProbeEvents), window.Next(ReceiptBook.Empty, 1_000_000, 0));
        window.Receipted(ReceiptBook.Empty, fresh: false);
        Assert.Equal(new SeqRange(1, SendWindow.ProbeEvents), window.Next(ReceiptBook.Empty, 1_000_000, 0));
        window.Receipted(ReceiptBook.Empty, fresh: true);
        Assert.Equal(new SeqRange(1, SendWindow.EventsMax), window.Next(ReceiptBook.Empty, 1_000_000, 0));
    }

    [Fact]
    public void A_receipt_that_does_not_come_in_time_says_that_the_link_is_dead()
    {
        var window = new SendWindow(ReceiptBook.Empty, ReceiptWithin);
        window.Sent(new SeqRange(1, 5), mono: 1000);
        Assert.False(window.IsStalled(31_000));
        Assert.True(window.IsStalled(31_001));
        window.Receipted(new ReceiptBook(5, [], []), fresh: true);
        Assert.False(window.IsStalled(100_000));
    }

    [Fact]
    public void An_office_that_came_back_from_a_backup_gets_what_it_lost()
    {
        var window = new SendWindow(new ReceiptBook(10, [], []), ReceiptWithin);
        var older = new ReceiptBook(4, [], []);
        window.Receipted(older, fresh: true);
        Assert.Equal(new SeqRange(5, 10), window.Next(older, 10, 0));
    }

    [Fact]
    public void A_missing_range_is_sent_again_but_not_with_every_receipt()
    {
        var receipts = new ReceiptBook(10, [new SeqRange(3, 4)], []);
        var window = new SendWindow(receipts, ReceiptWithin);
        Assert.Equal(new SeqRange(3, 4), window.Next(receipts, 10, 0));
        window.Sent(new SeqRange(3, 4), 0);
        Assert.Null(window.Next(receipts, 10, 1));
        Assert.Equal(new SeqRange(3, 4), window.Next(receipts, 10, (long)SendWindow.ResendAfter.TotalMilliseconds));
    }

    [Fact]
    public void A_range_that_never_arrives_is_sent_ever_less_often_and_never_given_up()
    {
        var receipts = new ReceiptBook(10, [new SeqRange(3, 4)], []);
        var window = new SendWindow(receipts, ReceiptWithin);
        var sent = new List<long>();
        for (long mono = 0; mono <= 3_600_000; mono += 1_000)
        {
            if (window.Next(receipts, 10, mono) is { } range)
            {
                window.Sent(range, mono);
                sent.Add(mono);
            }
        }

        Assert.Equal([0, 5_000, 15_000, 35_000], sent.Take(4));
        Assert.Equal((long)SendWindow.ResendAfterMax.TotalMilliseconds, sent[^1] - sent[^2]);
    }

    [Fact]
    public void What_the_office_asks_for_again_is_sent_once_more_in_as_many_batches_as_needed()
    {
        var receipts = new ReceiptBook(10, [], []);
        var window = new SendWindow(receipts, ReceiptWithin);
        window.Resend(new SeqRange(2, 12));
        Assert.Equal(new SeqRange(2, 10), window.Next(receipts, 10, 0));
        window.Sent(new SeqRange(2, 6), 0);
        Assert.Equal(new SeqRange(7, 10), window.Next(receipts, 10, 0));
        window.Sent(new SeqRange(7, 10), 0);
        Assert.Null(window.Next(receipts, 10, 0));
        Assert.False(window.IsStalled(1_000_000));
    }

    [Fact]
    public void What_cannot_be_sent_awaits_no_receipt()
    {
        var window = new SendWindow(ReceiptBook.Empty, ReceiptWithin);
        window.Sent(new SeqRange(1, 1), mono: 0, isAwaited: false);
        Assert.False(window.IsStalled(1_000_000));
        Assert.Equal(new SeqRange(2, 3), window.Next(ReceiptBook.Empty, 3, 0));
    }

    private static List<SeqRange> Gaps(SortedSet<long> held)
    {
        var gaps = new List<SeqRange>();
        long expected = 1;
        foreach (long seq in held)
        {
            if (seq > expected)
            {
                gaps.Add(new SeqRange(expected, seq - 1));
            }

            expected = seq + 1;
        }

        return gaps;
    }
}
