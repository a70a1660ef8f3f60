using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Protocol.Tests.Messages;

/// <summary>How a batch travels, and that no payload can take more memory than its limit.</summary>
public sealed class BatchPayloadTests
{
    [Fact]
    public void A_small_batch_travels_as_plain_JSON()
    {
        var batch = Batch(events: 1);
        var payload = BatchPayload.Of(batch);
        Assert.Null(payload.ContentEncoding);
        Assert.Equal(ProtocolJson.Bytes(batch, ProtocolJson.Default.EventBatch), payload.Bytes);
    }

    [Fact]
    public void A_larger_batch_travels_in_Brotli_and_comes_back_as_it_was()
    {
        var batch = Batch(events: 100);
        byte[] plain = ProtocolJson.Bytes(batch, ProtocolJson.Default.EventBatch);
        var payload = BatchPayload.Of(batch);
        Assert.Equal(BatchPayload.Brotli, payload.ContentEncoding);
        Assert.InRange(payload.Bytes.Length, 1, plain.Length / 4);
        Assert.True(BatchPayload.TryJson(payload.Bytes, payload.ContentEncoding, out byte[]? json, out string? fault), fault);
        Assert.Equal(plain, json);
    }

    [Fact]
    public void A_batch_is_compressed_above_its_limit_and_not_at_it()
    {
        var batch = Enumerable.Range(0, 900).Select(padding => Batch(1, new string('x', padding)))
            .First(each => ProtocolJson.Bytes(each, ProtocolJson.Default.EventBatch).Length == Limits.CompressAboveBytes);
        Assert.Null(BatchPayload.Of(batch).ContentEncoding);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(BatchPayload.Brotli)]
    public void A_payload_is_taken_up_to_the_limit_and_not_beyond(string? encoding)
    {
        Assert.True(BatchPayload.TryJson(Pack(Limits.BatchBytesMax, encoding), encoding, out byte[]? json, out _));
        Assert.Equal(Limits.BatchBytesMax, json.Length);
        Assert.False(BatchPayload.TryJson(Pack(Limits.BatchBytesMax + 1, encoding), encoding, out _, out string? fault));
        Assert.Contains($"{Limits.BatchBytesMax}", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_refused_in_bounded_memory()
    {
        byte[] bomb = Pack(512 * 1024 * 1024, BatchPayload.Brotli);
        Assert.InRange(bomb.Length, 1, Limits.BatchBytesMax);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(BatchPayload.TryJson(bomb, BatchPayload.Brotli, out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * Limits.BatchBytesMax);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("BR")]
    [InlineData("")]
    [InlineData("br\n<forged log line>")]
    public void An_encoding_that_is_not_known_is_refused_without_repeating_it(string encoding)
    {
        Assert.False(BatchPayload.TryJson("{}"u8, encoding, out _, out string? fault));
        Assert.Equal("its content-encoding is not known; 'br' is", fault);
    }

    [Fact]
    public void A_torn_Brotli_payload_is_refused_at_every_length()
    {
        byte[] whole = BatchPayload.Of(Batch(events: 20)).Bytes;
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(BatchPayload.TryJson(whole.AsSpan(0, length), BatchPayload.Brotli, out _, out _));
        }
    }

    [Fact]
    public void Random_bytes_are_taken_or_refused_and_nothing_else_happens() =>
        Gen.Byte.Array[0, 4096].Sample(
            bytes =>
            {
                bool taken = BatchPayload.TryJson(bytes, BatchPayload.Brotli, out byte[]? json, out string? fault);
                Assert.Equal(taken, json is not null);
                Assert.Equal(taken, fault is null);
            },
            iter: 5_000);

    private static EventBatch Batch(int events, string padding = "")
    {
        var data = JsonSerializer.SerializeToElement(new VisitRefused(RefusalReason.Expired, "door" + padding), ProtocolJson.Default.VisitRefused);
        return new(Guid.Empty, [.. Enumerable.Range(1, events).Select(seq =>
            new JournalEvent(seq, Guid.CreateVersion7(DateTimeOffset.UnixEpoch), EventTypes.VisitRefused, DateTimeOffset.UnixEpoch, ClockQuality.Synced, Guid.Empty, seq, data))]);
    }

    private static byte[] Pack(int length, string? encoding)
    {
        if (encoding is null)
        {
            return Encoding.ASCII.GetBytes(new string(' ', length));
        }

        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            byte[] blanks = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            for (int left = length; left > 0; left -= blanks.Length)
            {
                brotli.Write(blanks.AsSpan(0, Math.Min(left, blanks.Length)));
            }
        }

        return packed.ToArray();
    }
}
