using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Devices.CameraScanner;
using StationKiosk.Kiosk.Health;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Devices.Camera;

public sealed class DecoderProcessTests : IDisposable
{
    private static readonly GrayImage Frame = new(640, 480, BadgeVideo.Frame("SK1CHILD", 640, 480));
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_frame_is_decoded_in_a_process_of_its_own_that_ends_with_the_reader()
    {
        Needs.Zbar();
        int id;
        await using (var decoder = DecoderProcess.Start(TimeProvider.System))
        {
            id = decoder.Id;
            Assert.NotEqual(Environment.ProcessId, id);
            Assert.Equal(["SK1CHILD"], await decoder.DecodeAsync(Frame, CancellationToken.None));
            Assert.Empty(await decoder.DecodeAsync(new GrayImage(64, 64, new byte[64 * 64]), CancellationToken.None));
        }

        await Eventually.IsTrue(() => !Directory.Exists($"/proc/{id}"));
    }

    [SkippableFact]
    public async Task A_decoder_that_is_killed_in_the_middle_is_a_fault_of_the_reader_and_nothing_more()
    {
        Needs.Zbar();
        await using var decoder = DecoderProcess.Start(TimeProvider.System);
        await decoder.DecodeAsync(Frame, CancellationToken.None);
        using (var process = Process.GetProcessById(decoder.Id))
        {
            process.Kill();
        }

        var fault = await Assert.ThrowsAsync<DeviceException>(() => decoder.DecodeAsync(Frame, CancellationToken.None));
        Assert.Contains("ended in the middle of a picture with exit code 137", fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_decoder_lives_on_when_the_thread_that_started_it_has_ended()
    {
        Needs.Zbar();
        DecoderProcess? started = null;
        var starter = new Thread(() =>
        {
            started = DecoderProcess.Start(TimeProvider.System);
            started.ReadyAsync(CancellationToken.None).GetAwaiter().GetResult();
        });
        starter.Start();
        starter.Join();
        await using var decoder = started!;
        Assert.Equal(["SK1CHILD"], await decoder.DecodeAsync(Frame, CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_decoder_ends_with_its_kiosk_though_its_input_stays_open()
    {
        Needs.Zbar();
        string pipe = _folder["pictures"];
        using var kiosk = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"mkfifo {pipe}; echo made; '{DecoderProcess.Program}' {DecoderProcess.Command} <{pipe} & echo $!; wait"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var said = kiosk.StandardOutput.BaseStream;
        Assert.Equal("made", await LineAsync(said));
        int id = int.Parse(await LineAsync(said), CultureInfo.InvariantCulture);
        await using var pictures = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write));
        await DecoderWire.WritePictureAsync(pictures, Frame, CancellationToken.None);
        Assert.Equal(["SK1CHILD"], await DecoderWire.ReadTextsAsync(said));

        kiosk.Kill();
        await Eventually.IsTrue(() => !Runs(id));
    }

    [Fact]
    public async Task A_decoder_that_hangs_is_ended_and_said()
    {
        var time = new FakeTimeProvider();
        int id;
        await using (var decoder = DecoderProcess.Start(time, Script("exec sleep 1000")))
        {
            id = decoder.Id;
            var decoding = decoder.DecodeAsync(new GrayImage(8, 8, new byte[64]), CancellationToken.None);
            await Eventually.IsTrue(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return decoding.IsCompleted;
            });
            var fault = await Assert.ThrowsAsync<DeviceException>(() => decoding);
            Assert.Contains("took longer than 5 s", fault.Message, StringComparison.Ordinal);
        }

        await Eventually.IsTrue(() => !Directory.Exists($"/proc/{id}"));
    }

    [Theory]
    [InlineData("\\377\\377\\377\\377")]
    [InlineData("\\001\\0\\0\\0\\377\\377\\377\\177")]
    public async Task A_decoder_that_answers_nonsense_is_not_believed(string answer)
    {
        await using var decoder = DecoderProcess.Start(TimeProvider.System, Script($"printf '{answer}'; exec cat >/dev/null"));
        var decoding = decoder.DecodeAsync(new GrayImage(8, 8, new byte[64]), CancellationToken.None);
        await Eventually.IsTrue(() => decoding.IsCompleted, TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<DeviceException>(() => decoding);
    }

    /// <summary>One that ended and that nobody asked for its exit code has no command line any more.</summary>
    private static bool Runs(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<string> LineAsync(Stream from)
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (true)
        {
            await from.ReadExactlyAsync(one);
            if (one[0] == '\n')
            {
                return line.ToString();
            }

            line.Append((char)one[0]);
        }
    }

    private string Script(string body)
    {
        File.WriteAllText(_folder["decoder"], $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(_folder["decoder"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return _folder["decoder"];
    }
}
