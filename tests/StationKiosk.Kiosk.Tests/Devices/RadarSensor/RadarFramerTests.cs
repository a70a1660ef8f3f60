using CsCheck;
using StationKiosk.Kiosk.Devices.RadarSensor;

namespace StationKiosk.Kiosk.Tests.Devices.Radar;

public sealed class RadarFramerTests
{
    [Fact]
    public void The_published_example_is_read()
    {
        // Protocol description V1.02, 2.3.2.
        byte[] frame = Convert.FromHexString("F4F3F2F10D0002AA02510000 00003B00005500F8F7F6F5".Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(new RadarReport(false, 0x51, true, 0), Assert.Single(new RadarFramer().Take(frame)));
    }

    [Fact]
    public void An_engineering_report_is_read_like_a_basic_one()
    {
        var report = Assert.Single(new RadarFramer().Take(RadarFrames.Of(moving: 310, still: null, engineering: true)));
        Assert.Equal((true, 310, false), (report.Moving, report.MovingCentimetres, report.Still));
    }

    [Theory]
    [InlineData(30, null, false)]
    [InlineData(31, null, true)]
    [InlineData(400, null, true)]
    [InlineData(401, null, false)]
    [InlineData(500, 200, true)]
    [InlineData(null, 500, false)]
    [InlineData(null, null, false)]
    public void Who_is_nearer_or_farther_than_the_gates_is_nobody(int? moving, int? still, bool somebody) =>
        Assert.Equal(somebody, Assert.Single(new RadarFramer().Take(RadarFrames.Of(moving, still))).IsSomebodyWithin(31, 400));

    [Fact]
    public void Frames_are_found_again_after_any_noise_in_chunks_of_any_size() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 40]).Sample(
            (noise, chunk) =>
            {
                var framer = new RadarFramer();
                // A noise that happens to begin a frame swallows what follows it up to that frame's end, and no more.
                byte[] stream = [.. noise, .. Enumerable.Repeat(RadarFrames.Of(100, null), 6).SelectMany(frame => frame)];
                var reports = stream.Chunk(chunk).SelectMany(part => framer.Take(part)).ToList();
                Assert.InRange(reports.Count, 4, 7);
                Assert.Equal(new RadarReport(true, 100, false, 0), reports[^1]);
            },
            iter: 5000);

    [Fact]
    public void A_head_in_what_looked_like_a_frame_may_begin_one_that_is_shorter_than_what_is_held()
    {
        byte[] frame = RadarFrames.Of(100, null);
        var framer = new RadarFramer();
        byte[] looksLonger = [0xF4, 0xF3, 0xF2, 0xF1, RadarFramer.ContentMax, 0];
        byte[] stream = [.. looksLonger, .. frame, .. frame, .. frame, .. frame];
        Assert.Equal(Enumerable.Repeat(new RadarReport(true, 100, false, 0), 4), framer.Take(stream));
        Assert.Equal(looksLonger.Length, framer.RefusedBytes);
    }

    [Fact]
    public void Whatever_bytes_come_nothing_is_thrown_and_memory_stays_one_frames()
    {
        var framer = new RadarFramer();
        var random = new Random(7);
        byte[] chunk = new byte[1000];
        long refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            random.NextBytes(chunk);
            Assert.Empty(framer.Take(chunk));
            Assert.True(framer.RefusedBytes >= refused);
            refused = framer.RefusedBytes;
        }

        Assert.InRange(refused, (1000 * 1000) - 80, 1000 * 1000);
    }

    [Fact]
    public void A_frame_with_a_flipped_bit_in_its_frame_is_no_report()
    {
        byte[] frame = RadarFrames.Of(100, null);
        int[] framing = [0, 1, 2, 3, 4, 5, 7, .. Enumerable.Range(frame.Length - 6, 1), .. Enumerable.Range(frame.Length - 4, 4)];
        Assert.All(framing, at =>
        {
            byte[] broken = [.. frame];
            broken[at] ^= 0x10;
            Assert.Empty(new RadarFramer().Take(broken));
        });
    }
}
