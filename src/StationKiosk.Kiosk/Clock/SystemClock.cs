using System.Runtime.InteropServices;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Kiosk.Clock;

/// <summary>This machine's clock, as the Linux kernel tells of it.</summary>
public static partial class SystemClock
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const int StatusUnsynced = 0x0040; // STA_UNSYNC, adjtimex(2)
    private const int Failed = -1;

    /// <summary>This boot's random id, random_id(4).</summary>
    public static Guid BootId() => Guid.Parse(File.ReadAllText(BootIdFile).Trim());

    /// <summary>Whether the kernel's clock is disciplined by a time service (NTP, PTP, GPS): adjtimex(2) without STA_UNSYNC.</summary>
    public static ClockQuality Quality()
    {
        var timex = default(Timex);
        return AdjTimex(ref timex) != Failed && (timex.Status & StatusUnsynced) == 0 ? ClockQuality.Synced : ClockQuality.Unsynced;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjTimex(ref Timex timex);

    /// <summary>struct timex of 64-bit Linux, read only: nothing is asked to be set (modes 0).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    private struct Timex
    {
        [FieldOffset(0)]
        public uint Modes;

        [FieldOffset(40)]
        public int Status;
    }
}
