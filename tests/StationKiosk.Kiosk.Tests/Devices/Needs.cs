using System.Runtime.InteropServices;

namespace StationKiosk.Kiosk.Tests.Devices;

/// <summary>What a test needs of the machine; without it the test is skipped, by name.</summary>
internal static class Needs
{
    public static void Ffmpeg() => Skip.If(
        !Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg"))),
        "ffmpeg is not installed: apt-get install ffmpeg");

    public static void Zbar()
    {
        bool found = NativeLibrary.TryLoad("libzbar.so.0", out nint library);
        Skip.If(!found, "libzbar0 is not installed: apt-get install libzbar0");
        NativeLibrary.Free(library);
    }
}
