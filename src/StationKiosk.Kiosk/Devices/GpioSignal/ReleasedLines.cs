namespace StationKiosk.Kiosk.Devices.GpioSignal;

/// <summary>
/// What the kernel does with a line whose program was killed. Linux leaves it to the chip's driver; that of a Raspberry Pi leaves an output as it was, unless
/// <c>persist_gpio_outputs=n</c> (raspberrypi/linux#6150): a relay would stay on until the kiosk is started again.
/// </summary>
internal static class ReleasedLines
{
    /// <summary>What is so and what to do, in a sentence.</summary>
    public const string Remedy =
        "the kernel leaves outputs as they are when the kiosk is killed; add pinctrl_bcm2835.persist_gpio_outputs=n (Pi 5: pinctrl_rp1.persist_gpio_outputs=n) to cmdline.txt, and start the machine anew";

    private static readonly string[] Parameters = ["/sys/module/pinctrl_bcm2835/parameters/persist_gpio_outputs", "/sys/module/pinctrl_rp1/parameters/persist_gpio_outputs"];

    /// <summary>Whether outputs stay as they were.</summary>
    public static bool AreKept() => Parameters.Any(file => File.Exists(file) && File.ReadAllText(file).StartsWith('Y'));
}
