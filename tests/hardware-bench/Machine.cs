namespace StationKiosk.HardwareBench;

/// <summary>What qemu computes: a processor and its board, by <c>STATIONKIOSK_BENCH_ARCH</c>.</summary>
/// <param name="Architecture">As Debian calls it.</param>
/// <param name="Qemu">The program.</param>
/// <param name="Package">Debian's package of it.</param>
/// <param name="Console">What its kernel calls the first serial line.</param>
/// <param name="Board">The board's arguments.</param>
internal sealed record Machine(string Architecture, string Qemu, string Package, string Console, params string[] Board)
{
    private static readonly Machine Amd64 = new("amd64", "qemu-system-x86_64", "qemu-system-x86", "ttyS0", "-machine", "q35", "-cpu", "max");
    private static readonly Machine Arm64 = new("arm64", "qemu-system-aarch64", "qemu-system-arm", "ttyAMA0", "-machine", "virt", "-cpu", "cortex-a72");

    /// <summary>The one of this run.</summary>
    public static Machine OfThisRun => Environment.GetEnvironmentVariable("STATIONKIOSK_BENCH_ARCH") switch
    {
        null or "" or "amd64" => Amd64,
        "arm64" => Arm64,
        var other => throw new InvalidOperationException($"STATIONKIOSK_BENCH_ARCH={other}: amd64 or arm64"),
    };

    /// <summary>
    /// How it is computed. Without hardware virtualisation its clock counts its own instructions, one a nanosecond: where this machine is slow or busy, the
    /// guest's time is slow with it, so that no limit of the kiosk's is ever reached because the bench was starved.
    /// </summary>
    public static string[] Pace => Environment.GetEnvironmentVariable("STATIONKIOSK_BENCH_ACCEL") is { Length: > 0 } accelerator
        ? ["-accel", accelerator, "-smp", "2"]
        : ["-accel", "tcg,tb-size=512", "-icount", "shift=0,sleep=on", "-smp", "1"];
}
