using CsCheck;
using StationKiosk.Kiosk.Journal;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Tests.Journal;

public sealed class EventLogTests
{
    private static readonly Guid Epoch = Guid.NewGuid();

    private static readonly Gen<LogFrame> AnyFrame = Gen.Select(Gen.Long[1, 1L << 50], Gen.Byte.Array[32], Gen.Byte.Array[0, 600])
        .Select(each => new LogFrame(Epoch, each.Item1, each.Item2, each.Item3));

    [Fact]
    public void Frames_are_read_back_as_they_were_written_whatever_lies_between_them() =>
        Gen.Select(AnyFrame, Gen.Byte.Array[0, 100]).Array[0, 8].Sample(parts =>
        {
            byte[] bytes = [.. parts.SelectMany(part => Bytes(part.Item1).Concat(part.Item2.Select(each => (byte)(each | 0x80))))];
            Assert.Equal(parts.Select(part => Key(part.Item1)), LogFrame.ReadAll(bytes).Select(each => Key(each.Frame)));
        });

    [Fact]
    public void A_frame_with_one_changed_bit_is_not_read_and_its_neighbours_are()
    {
        byte[] bytes = [.. Bytes(Frame(1)), .. Bytes(Frame(2)), .. Bytes(Frame(3))];
        int length = Frame(2).Length;
        for (int bit = length * 8; bit < 2 * length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal([1L, 3L], LogFrame.ReadAll(flipped).Select(each => each.Frame.Seq));
        }
    }

    [Fact]
    public void A_log_cut_off_anywhere_is_read_up_to_there()
    {
        byte[] bytes = [.. Bytes(Frame(1)), .. Bytes(Frame(2)), .. Bytes(Frame(3))];
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(length / Frame(1).Length, LogFrame.ReadAll(bytes[..length]).Count());
        }
    }

    [Fact]
    public void Any_bytes_at_all_are_passed_over() => Gen.Byte.Array[0, 2000].Sample(bytes => Assert.Empty(LogFrame.ReadAll(bytes)));

    [Fact]
    public void What_a_receipt_covers_leaves_the_log_and_no_trace_of_a_file_remains()
    {
        using var kiosk = new TestKiosk();
        while (EventLog.Files(kiosk.JournalPath).Count < 4)
        {
            kiosk.Journal.Append(EventContent.Of(new VisitRefused(RefusalReason.Malformed, new string('x', 10_000))));
        }

        kiosk.Journal.Flush();
        Assert.Equal(4, EventLog.Files(kiosk.JournalPath).Count);
        kiosk.Journal.Receive(new Receipt(kiosk.Journal.Epoch, kiosk.Journal.LastSeq, [], [], default));
        kiosk.Journal.Flush();
        Assert.Single(EventLog.Files(kiosk.JournalPath));
        kiosk.Restart();
        Assert.Equal(kiosk.Journal.LastSeq, kiosk.Events().Count);
    }

    [Fact]
    public void A_log_without_receipts_stays_within_its_bound()
    {
        using var kiosk = new TestKiosk();
        for (int i = 0; i < 800; i++)
        {
            kiosk.Journal.Append(EventContent.Of(new VisitRefused(RefusalReason.Malformed, new string('x', 15_000))));
        }

        kiosk.Journal.Flush();
        Assert.InRange(EventLog.Files(kiosk.JournalPath).Sum(file => new FileInfo(file).Length), 1, EventJournal.LogBytesMax + EventLog.FileBytes);
        Assert.Equal(800, kiosk.Events().Count);
    }

    private static LogFrame Frame(long seq) => new(Epoch, seq, Chain.Start(Epoch), [.. Enumerable.Range(0, 100).Select(n => (byte)(n + 128))]);

    private static byte[] Bytes(LogFrame frame)
    {
        byte[] bytes = new byte[frame.Length];
        frame.Write(bytes);
        return bytes;
    }

    private static string Key(LogFrame frame) => $"{frame.Epoch} {frame.Seq} {Chain.Text(frame.After)} {Convert.ToHexString(frame.Body)}";
}
