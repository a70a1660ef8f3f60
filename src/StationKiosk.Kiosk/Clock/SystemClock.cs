using System.Runtime.InteropServices;

namespace StationKiosk.Kiosk.Clock;

/// <summary>This machine's clock, as the Linux kernel tells of it.</summary>
public static partial class SystemClock
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const int StatusUnsynced = 0x0040; // STA_UNSYNC, adjtimex(2)
    private const int Failed = -1;

    /// <summary>This boot's random id, random_id(4).</summary>
    public static Guid BootId() => Guid.Parse(File.ReadAllText(BootIdFile).Trim());

    /// <summary>
    /// How wrong the wall clock may be while a time service holds it (NTP, PTP, GPS): adjtimex(2), maxerror, which the kernel lets grow by 500 ppm from when it last was set.
    /// Null while none does: STA_UNSYNC, which the kernel also sets whenever somebody else sets the clock.
    /// </summary>
    public static TimeSpan? Error()
    {
        var timex = default(Timex);
        return AdjTimex(ref timex) != Failed && (timex.Status & StatusUnsynced) == 0 ? TimeSpan.FromMicroseconds(timex.MaxError) : null;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjTimex(ref Timex timex);

    /// <summary>struct timex of 64-bit Linux, read only: nothing is asked to be set (modes 0).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    private struct Timex
    {
        [FieldOffset(0)]
        public uint Modes;

        /// <summary>Microseconds.</summary>
        [FieldOffset(24)]
        public long MaxError;

        [FieldOffset(40)]
        public int Status;
    }
}
