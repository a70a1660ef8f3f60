using System.Runtime.CompilerServices;
using StationKiosk.Protocol.Badges;

namespace StationKiosk.Protocol.Tests.Golden;

/// <summary>The golden files beside this source file, and the repository around them.</summary>
internal static class GoldenFiles
{
    /// <summary>Set to <c>1</c>, the golden files are written anew instead of compared; look at the difference before you commit it.</summary>
    public const string RegenerateVariable = "STATIONKIOSK_REGENERATE_GOLDEN";

    public static bool Regenerate => Environment.GetEnvironmentVariable(RegenerateVariable) == "1";

    public static string Folder { get; } = Here();

    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Folder, "..", "..", ".."));

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>A one-line file: a badge, card or phone badge made once with <see cref="TestIssuer"/> (a signature differs every time it is made).</summary>
    public static string Text(string name)
    {
        if (Regenerate && !File.Exists(PathOf(name)))
        {
            using var key = TestIssuer.Key();
            File.WriteAllText(PathOf(name), (name == "card.txt" ? CardText.Issue(TestIssuer.Card, key) : BadgeText.Issue(TestIssuer.Badge, key)) + "\n");
        }

        return File.ReadAllText(PathOf(name)).TrimEnd('\n');
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
