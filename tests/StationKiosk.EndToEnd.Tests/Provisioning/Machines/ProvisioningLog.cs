using StationKiosk.TestKit;

namespace StationKiosk.EndToEnd.Tests.Provisioning.Machines;

/// <summary>The figures of a run (sizes, times): <c>artifacts/provisioning.log</c>, which <c>./test.sh</c> prints at its end.</summary>
internal static class ProvisioningLog
{
    private static readonly Lock Writing = new();

    public static void Add(string what, string figure)
    {
        lock (Writing)
        {
            Directory.CreateDirectory(Repository.PathOf("artifacts"));
            File.AppendAllText(Repository.PathOf("artifacts/provisioning.log"), $"{what}: {figure.Trim()}\n");
        }
    }
}
