using System.Text;
using CsCheck;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;
using StationKiosk.TestKit;

namespace StationKiosk.Office.Tests.Intake;

public sealed class IntakeBookTests : IDisposable
{
    private const string Station = "west-gate";

    private readonly TempFolder _folder = new();
    private readonly OfficeStore _store;

    public IntakeBookTests() => _store = OfficeStore.Open(_folder["office.db"]);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void However_batches_are_doubled_reordered_or_cut_every_visit_is_stored_once()
    {
        const int Events = 30;
        var batch = Gen.Select(Gen.Int[1, Events], Gen.Int[1, 8]).Select((from, length) => (From: from, To: Math.Min(Events, from + length)));
        int run = 0;
        batch.Array[0, 20].Array[1, 4].Sample(
            groups =>
            {
                string station = $"station-{Interlocked.Increment(ref run)}";
                var sent = new HashSet<long>();
                foreach (var group in groups.Append([(1, Events)]))
                {
                    var result = _store.Take([.. group.Select(each => Samples.Incoming(station, Samples.Visits(each.From, each.To)))]);
                    sent.UnionWith(group.SelectMany(each => Range(each.From, each.To)));
                    if (group.Length > 0)
                    {
                        var receipt = Assert.Single(result.Receipts).Receipt;
                        Assert.Equal(sent.Max(), receipt.Through);
                        Assert.All(Range(1, (int)receipt.Through), seq => Assert.Equal(sent.Contains(seq), !receipt.Missing.Any(range => range.Contains(seq))));
                    }
                }

                Assert.Equal(Events, _store.Read(tables => tables.Visits.Of(station)).Count);
                Assert.Equal("1-30", _store.Read(tables => tables.Epochs.All()).Single(epoch => epoch.Station == station).Held.ToString());
            },
            iter: 40, threads: 1);
    }

    [Fact]
    public void A_seq_sent_again_with_other_content_raises_an_alarm_and_changes_nothing()
    {
        _store.Take(Samples.Incoming(Station, new EventBatch(Samples.Epoch, [Samples.Visit(1, category: Category.Truck)])));
        var result = _store.Take(Samples.Incoming(Station, new EventBatch(Samples.Epoch, [Samples.Visit(1, category: Category.Courier)])));
        Assert.Equal((0, 0, 1), (result.Stored, result.Duplicates, result.Conflicts));
        Assert.Contains("other content", Assert.Single(result.Alarms), StringComparison.Ordinal);
        Assert.Equal(Category.Truck, Assert.Single(Visits()).Data.Category);
    }

    [Fact]
    public void The_same_event_written_with_other_spaces_is_the_same()
    {
        byte[] json = ProtocolJson.Bytes(Samples.Visits(1, 1), ProtocolJson.Default.EventBatch);
        _store.Take(Samples.Incoming(Station, StationTopic.Events, json));
        var result = _store.Take(Samples.Incoming(Station, StationTopic.Events, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace(",", " , ", StringComparison.Ordinal))));
        Assert.Equal((1, 0), (result.Duplicates, result.Conflicts));
    }

    [Fact]
    public void A_bad_event_is_parked_with_its_bytes_named_in_the_receipt_and_not_parked_twice()
    {
        string json = $$"""{"epoch":"{{Samples.Epoch}}","events":[{"seq":1,"junk":true}]}""";
        var message = Samples.Incoming(Station, StationTopic.Events, Encoding.UTF8.GetBytes(json));
        var first = _store.Take(message);
        var second = _store.Take(message, message);
        Assert.Equal((1, 0), (first.Quarantined, second.Quarantined));
        var receipt = Assert.Single(second.Receipts).Receipt;
        Assert.Equal((1L, 0), (receipt.Through, receipt.Missing.Count));
        Assert.Equal([1L], receipt.Quarantined);
        Assert.Equal("""{"seq":1,"junk":true}""", Encoding.UTF8.GetString(Assert.Single(_store.Read(tables => tables.Quarantine.Of(Station))).Bytes));
    }

    [Fact]
    public void A_full_quarantine_gets_no_receipt_so_that_the_kiosk_keeps_the_event()
    {
        const int More = QuarantineTable.EntriesPerStationMax + 5;
        var junk = Enumerable.Range(1, More).Select(seq => $$"""{"seq":{{seq}},"junk":true}""").Chunk(400);
        var result = _store.Take([.. junk.Select(chunk => Samples.Incoming(
            Station, StationTopic.Events, Encoding.UTF8.GetBytes($$"""{"epoch":"{{Samples.Epoch}}","events":[{{string.Join(',', chunk)}}]}""")))]);
        Assert.Equal((QuarantineTable.EntriesPerStationMax, 5), (result.Quarantined, result.Left));
        Assert.Equal(QuarantineTable.EntriesPerStationMax, Assert.Single(result.Receipts).Receipt.Through);
        Assert.Equal(QuarantineTable.SeqsListedMax, result.Receipts[0].Receipt.Quarantined.Count);
    }

    [Theory]
    [InlineData(StationTopic.State)]
    [InlineData(StationTopic.Occupancy)]
    [InlineData(StationTopic.Health)]
    [InlineData(StationTopic.Events)]
    public void Junk_on_any_topic_is_parked(StationTopic topic)
    {
        _store.Take(Samples.Incoming(Station, topic, "junk"u8.ToArray()));
        Assert.Equal("junk"u8.ToArray(), Assert.Single(_store.Read(tables => tables.Quarantine.Of(Station))).Bytes);
    }

    [Fact]
    public void A_null_in_a_list_is_parked_before_anything_stumbles_over_it()
    {
        string occupancy = Encoding.UTF8.GetString(ProtocolJson.Bytes(Samples.Occupancy(Samples.Now), ProtocolJson.Default.StationOccupancy));
        string health = Encoding.UTF8.GetString(ProtocolJson.Bytes(Samples.Health(1, Samples.Now), ProtocolJson.Default.StationHealth));
        string[] payloads =
        [
            occupancy.Replace("\"zones\":[", "\"zones\":[null,", StringComparison.Ordinal),
            health.Replace("\"devices\":[", "\"devices\":[null", StringComparison.Ordinal),
            health.Replace("\"loops\":[", "\"loops\":[null", StringComparison.Ordinal),
        ];
        _store.Take(
            Samples.Incoming(Station, StationTopic.Occupancy, Encoding.UTF8.GetBytes(payloads[0])),
            Samples.Incoming(Station, StationTopic.Health, Encoding.UTF8.GetBytes(payloads[1])),
            Samples.Incoming(Station, StationTopic.Health, Encoding.UTF8.GetBytes(payloads[2])));
        Assert.Equal(3, _store.Read(tables => tables.Quarantine.Of(Station)).Count);
        Assert.Empty(_store.Read(tables => tables.Latest.All()));
    }

    [Fact]
    public void Text_that_is_no_unicode_deep_in_an_event_is_stored_and_does_no_harm()
    {
        string json = Encoding.UTF8.GetString(ProtocolJson.Bytes(Samples.Visits(1, 1), ProtocolJson.Default.EventBatch))
            .Replace("visit.checked-in", "door.sang", StringComparison.Ordinal).Replace("\"reader\":\"door\"", "\"reader\":\"\\ud800\"", StringComparison.Ordinal);
        _store.Take(Samples.Incoming(Station, StationTopic.Events, Encoding.UTF8.GetBytes(json)));
        var result = _store.Take(Samples.Incoming(Station, StationTopic.Events, Encoding.UTF8.GetBytes(json.Replace("ud800", "ud801", StringComparison.Ordinal))));
        Assert.Equal((0, 1), (result.Stored, result.Conflicts));
    }

    [Fact]
    public void A_topic_without_a_station_is_parked()
    {
        _store.Take(new Incoming("stations/BAD ID/events", "x"u8.ToArray(), null, false, _ => Task.FromResult(true)));
        Assert.Single(_store.Read(tables => tables.Quarantine.Of(QuarantineTable.NoStation)));
    }

    [Fact]
    public void Two_epochs_of_one_station_get_a_receipt_each_the_current_one_last()
    {
        var other = Guid.NewGuid();
        var result = _store.Take(
            Samples.Incoming(Station, new EventBatch(other, [Samples.Visit(1)])),
            Samples.Incoming(Station, Samples.Visits(1, 3)),
            Samples.Incoming(Station, new EventBatch(other, [Samples.Visit(2)])));
        Assert.Equal([(Samples.Epoch, 3L), (other, 2L)], result.Receipts.Select(each => (each.Receipt.Epoch, each.Receipt.Through)));
        _store.Take(Samples.Now.AddSeconds(1), [], Samples.Incoming(Station, online: true));
        Assert.Equal(Samples.Epoch, _store.Read(tables => Receipts.Current(tables, Samples.Now))[Station].Epoch);
    }

    [Fact]
    public void A_badge_that_the_kiosk_could_not_verify_is_verified_here_and_counted()
    {
        using var badges = new TestBadges();
        var badge = TestBadges.Badge(category: Category.Truck);
        var result = _store.Take(TestBadges.Now, badges.KeyList.Keys, Unverified(badges.Text(badge)));
        var visit = Assert.Single(Visits());
        Assert.Equal((badge.Subject, badge.Id, Category.Truck, true), (visit.Data.Sub, visit.Data.Badge, visit.Data.Category, visit.Counted));
        Assert.Single(result.Visits);
    }

    [Fact]
    public void A_badge_that_proves_bad_is_stored_and_not_counted()
    {
        using var badges = new TestBadges();
        using var forger = new TestBadges();
        var expired = TestBadges.Badge(TestBadges.Now.AddDays(-9), TestBadges.Now.AddDays(-2));
        var revoked = TestBadges.Badge();
        _store.Write(tables => tables.Revocations.Add(new Revocation(Revocable.Badge, revoked.Id, TestBadges.Now)));
        using var phone = IssuerKeys.Create();
        string screenshot = PhoneCode.Append(badges.Text(TestBadges.Badge(phoneKey: phone.ExportSubjectPublicKeyInfo())), phone, Station, TestBadges.Now.AddMinutes(-5));
        string[] texts = [forger.Text(), badges.Text(expired), badges.Text(revoked), "SK1JUNK", "", screenshot];
        foreach (var (index, text) in texts.Index())
        {
            _store.Take(TestBadges.Now, badges.KeyList.Keys, Unverified(text, index + 1));
        }

        Assert.Equal(["unknown-key", "expired", "revoked", "malformed", "malformed", "stale-phone-code"], Visits().Select(visit => visit.Why));
        Assert.All(Visits(), visit => Assert.False(visit.Counted));
    }

    [Fact]
    public void Times_guessed_before_the_clock_was_set_are_corrected_whichever_comes_first()
    {
        var bootTime = Samples.Now.AddHours(-1);
        var synced = Samples.Event(2, EventContent.Of(new ClockSynced("kernel", 5, bootTime)));
        _store.Take(
            Samples.Incoming(Station, new EventBatch(Samples.Epoch, [Samples.Visit(1, DateTimeOffset.UnixEpoch, clock: ClockQuality.Unsynced, mono: 60_000)])),
            Samples.Incoming(Station, new EventBatch(Samples.Epoch, [synced, Samples.Visit(3, DateTimeOffset.UnixEpoch, clock: ClockQuality.Unsynced, mono: 120_000)])));
        Assert.Equal([bootTime.AddMinutes(1), bootTime.AddMinutes(2)], Visits().Select(visit => visit.Time));
    }

    [Fact]
    public void A_station_is_complete_up_to_the_health_message_whose_last_event_is_here()
    {
        _store.Take(Samples.Now, [], Samples.Incoming(Station, Samples.Health(3, Samples.Now.AddMinutes(-1))), Samples.Incoming(Station, Samples.Visits(1, 2)));
        Assert.Null(Epoch().CompleteUntil);
        _store.Take(Samples.Now, [], Samples.Incoming(Station, new EventBatch(Samples.Epoch, [Samples.Visit(3)])));
        Assert.Equal(Samples.Now.AddMinutes(-1), Epoch().CompleteUntil);
        _store.Take(Samples.Now, [], Samples.Incoming(Station, Samples.Health(5, Samples.Now)));
        Assert.Equal(Samples.Now.AddMinutes(-1), Epoch().CompleteUntil);
    }

    /// <summary>An office that came back from a backup may never have heard of the epoch, and the kiosk may have a receipt for all of it.</summary>
    [Fact]
    public void A_health_message_that_names_events_which_are_not_here_is_answered_with_a_receipt()
    {
        var receipt = Assert.Single(_store.Take(Samples.Incoming(Station, Samples.Health(3, Samples.Now))).Receipts).Receipt;
        Assert.Equal((Samples.Epoch, 0L), (receipt.Epoch, receipt.Through));
        _store.Take(Samples.Incoming(Station, Samples.Visits(1, 3)));
        Assert.Empty(_store.Take(Samples.Incoming(Station, Samples.Health(3, Samples.Now))).Receipts);
    }

    [Fact]
    public void A_station_that_cannot_write_its_journal_vouches_for_nothing()
    {
        var health = Samples.Health(0, Samples.Now.AddMinutes(-1));
        var full = health with { Journal = health.Journal with { Fault = "the disk is full" } };
        Assert.NotNull(Watermark.TimeOf(health, retained: false, Samples.Now));
        Assert.Null(Watermark.TimeOf(full, retained: false, Samples.Now));
    }

    [Fact]
    public void A_clock_that_nobody_believes_vouches_for_nothing_unless_the_message_just_came()
    {
        var health = Samples.Health(0, Samples.Now.AddMinutes(-1), ClockQuality.Unsynced);
        Assert.NotNull(Watermark.TimeOf(health, retained: false, Samples.Now));
        Assert.Null(Watermark.TimeOf(health, retained: true, Samples.Now));
        Assert.Null(Watermark.TimeOf(Samples.Health(0, Samples.Now.AddYears(-10), ClockQuality.Unsynced), retained: false, Samples.Now));
        Assert.Equal(Samples.Now, Watermark.TimeOf(Samples.Health(0, Samples.Now.AddYears(1)), retained: false, Samples.Now));
    }

    [Fact]
    public void Watermarks_that_wait_are_bounded_and_the_newest_is_kept()
    {
        var late = Samples.Now.AddDays(1);
        foreach (int seq in Enumerable.Range(1, 300))
        {
            _store.Take(late, [], Samples.Incoming(Station, Samples.Health(seq, Samples.Now.AddMinutes(seq))));
        }

        _store.Take(late, [], Samples.Incoming(Station, Samples.Visits(1, 30)));
        Assert.Equal(Samples.Now.AddMinutes(30), Epoch().CompleteUntil);
        _store.Take(late, [], Samples.Incoming(Station, Samples.Visits(31, 300)));
        Assert.Equal(Samples.Now.AddMinutes(300), Epoch().CompleteUntil);
    }

    [Fact]
    public void A_transaction_that_fails_leaves_nothing_behind()
    {
        Assert.Throws<InvalidOperationException>(() => _store.Write<bool>(tables =>
        {
            var book = new IntakeBook(tables, new BadgeCheck(() => []), Samples.Now);
            book.Enter(Samples.Incoming(Station, Samples.Visits(1, 5)));
            book.Close();
            throw new InvalidOperationException("power cut");
        }));
        Assert.Empty(_store.Read(tables => tables.Epochs.All()));
        Assert.Equal(5, _store.Take(Samples.Incoming(Station, Samples.Visits(1, 5))).Stored);
    }

    private static Incoming Unverified(string text, long seq = 1)
    {
        var content = EventContent.Of(new VisitCheckedIn(null, null, null, "door", null, null, [VisitFlag.KeyUnverified], text));
        return Samples.Incoming(Station, new EventBatch(Samples.Epoch, [Samples.Event(seq, content, TestBadges.Now)]));
    }

    private static IEnumerable<long> Range(int from, int to) => Enumerable.Range(from, to - from + 1).Select(seq => (long)seq);

    private IReadOnlyList<StoredVisit> Visits() => _store.Read(tables => tables.Visits.Of(Station));

    private StoredEpoch Epoch() => Assert.Single(_store.Read(tables => tables.Epochs.All()));
}
