using System.Runtime.InteropServices;

namespace StationKiosk.Kiosk.Devices.CameraScanner;

/// <summary>The inside of the decoder process: reads pictures from standard input, answers with their texts, until the input ends. Bound by limits of its own.</summary>
internal static partial class DecoderChild
{
    /// <summary>Private memory it may have; a decoder that wants more is ended by its failed allocation.</summary>
    public const long MemoryMax = 512L * 1024 * 1024;

    /// <summary>How often it looks whether its kiosk is still there: the input's end says so as well, but not to one that hangs in a picture.</summary>
    private static readonly TimeSpan ParentLookedForEvery = TimeSpan.FromSeconds(1);

    private const int LimitFileSize = 1;
    private const int LimitData = 2;
    private const int LimitCore = 4;
    private const int SetNoNewPrivileges = 38;

    /// <summary>Runs until <paramref name="pictures"/> ends.</summary>
    /// <returns>0.</returns>
    /// <exception cref="InvalidDataException">What came in was no picture.</exception>
    public static int Run(Stream pictures, Stream texts)
    {
        Bind();
        using var watch = EndWithParent();
        using var decoder = StagedDecoder.OfThisBuild();
        byte[] room = [];
        while (DecoderWire.ReadPicture(pictures, ref room) is { } picture)
        {
            DecoderWire.WriteTexts(texts, decoder.DecodeFrame(picture));
        }

        return 0;
    }

    /// <summary>PR_SET_PDEATHSIG will not do: it tells of the end of the <em>thread</em> that started the child (prctl(2)), and those of a pool come and go.</summary>
    private static Timer EndWithParent()
    {
        int parent = ParentId();
        return new Timer(
            _ =>
            {
                if (ParentId() != parent)
                {
                    EndAtOnce(0);
                }
            },
            null, ParentLookedForEvery, ParentLookedForEvery);
    }

    /// <summary>It writes no file, gains no right, leaves no core (which would hold a picture of somebody), and has its memory counted.</summary>
    private static void Bind()
    {
        _ = Control(SetNoNewPrivileges, 1, 0, 0, 0);
        Limit(LimitCore, 0);
        Limit(LimitFileSize, 0);
        Limit(LimitData, MemoryMax);
    }

    private static void Limit(int resource, long value)
    {
        var limit = new ResourceLimit { Current = value, Most = value };
        _ = SetLimit(resource, in limit);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndAtOnce(int exitCode);

    /// <summary><c>struct rlimit</c> on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public long Current;
        public long Most;
    }
}
