using CsCheck;
using StationKiosk.Kiosk.Devices.CameraScanner;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class FrameSplitterTests
{
    private static readonly Gen<(byte[] Stream, int[] Chunks, int FrameBytes, int GrayBytes)> Streams =
        from frameBytes in Gen.Int[1, 20]
        from grayBytes in Gen.Int[1, frameBytes]
        from stream in Gen.Byte.Array[0, 200]
        from chunks in Gen.Int[1, 50].Array[1, 20]
        select (stream, chunks, frameBytes, grayBytes);

    [Fact]
    public void However_the_stream_is_cut_into_chunks_the_frames_are_the_same() => Streams.Sample(s =>
    {
        var expected = s.Stream.Chunk(s.FrameBytes).Where(frame => frame.Length == s.FrameBytes).Select(frame => Convert.ToHexString(frame, 0, s.GrayBytes));
        Assert.Equal(expected, Split(s.Stream, s.Chunks, s.FrameBytes, s.GrayBytes));
    });

    [Fact]
    public void A_torn_frame_is_never_handed_out() => Assert.Equal(["0102"], Split([1, 2, 3, 4, 5], [2], frameBytes: 3, grayBytes: 2));

    private static List<string> Split(byte[] stream, int[] chunks, int frameBytes, int grayBytes)
    {
        var splitter = new FrameSplitter(frameBytes, grayBytes);
        var frames = new List<string>();
        int at = 0;
        for (int i = 0; at < stream.Length; i++)
        {
            int bytes = Math.Min(Math.Min(chunks[i % chunks.Length], splitter.Room.Length), stream.Length - at);
            stream.AsMemory(at, bytes).CopyTo(splitter.Room);
            at += bytes;
            if (splitter.Filled(bytes))
            {
                frames.Add(Convert.ToHexString(splitter.Gray));
            }
        }

        return frames;
    }
}
