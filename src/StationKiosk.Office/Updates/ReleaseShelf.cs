using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using StationKiosk.Office.Trust;

namespace StationKiosk.Office.Updates;

/// <summary>Which release is offered, and how far.</summary>
/// <param name="Version">The release; null for none.</param>
/// <param name="Ring">Stations of this ring and below get it.</param>
/// <param name="Rings">The rings of stations that are not in <see cref="ReleaseShelf.RingDefault"/>.</param>
public sealed record ReleasePlan(string? Version, int Ring, IReadOnlyDictionary<string, int> Rings)
{
    /// <summary>Nothing is offered, and no station was put into a ring.</summary>
    public static readonly ReleasePlan None = new(null, 0, new Dictionary<string, int>(StringComparer.Ordinal));

    /// <summary>The ring of a station.</summary>
    public int RingOf(string station) => Rings.GetValueOrDefault(station, ReleaseShelf.RingDefault);

    /// <summary>Whether a station gets the release.</summary>
    public bool IsFor(string station) => Version is not null && RingOf(station) <= Ring;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReleasePlan))]
internal sealed partial class ReleaseJson : JsonSerializerContext;

/// <summary>The signed packages that the office has for its stations, and the plan; a folder beside the network's trust.</summary>
/// <param name="folder">The folder.</param>
public sealed partial class ReleaseShelf(string folder)
{
    /// <summary>The ring of a station that was put into none. Ring 0 is for those that try a release first.</summary>
    public const int RingDefault = 1;

    /// <summary>The highest ring.</summary>
    public const int RingMax = 9;

    private string PlanFile => Path.Combine(folder, "plan.json");

    /// <summary>The shelf of a network.</summary>
    public static ReleaseShelf Of(TrustFolder trust)
    {
        ArgumentNullException.ThrowIfNull(trust);
        return new ReleaseShelf(Path.Combine(trust.Path, "releases"));
    }

    /// <summary>The plan as it is now.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ReleasePlan Plan()
    {
        try
        {
            return File.Exists(PlanFile) ? JsonSerializer.Deserialize(File.ReadAllBytes(PlanFile), ReleaseJson.Default.ReleasePlan)! : ReleasePlan.None;
        }
        catch (Exception e) when (e is JsonException or UnauthorizedAccessException)
        {
            throw new IOException($"{PlanFile} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Changes the plan, whole or not at all.</summary>
    public void Change(Func<ReleasePlan, ReleasePlan> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes($"{PlanFile}.new", JsonSerializer.SerializeToUtf8Bytes(change(Plan()), ReleaseJson.Default.ReleasePlan));
        File.Move($"{PlanFile}.new", PlanFile, overwrite: true);
    }

    /// <summary>Puts a signed package on the shelf; returns its version.</summary>
    /// <exception cref="IOException">It is not a package of the kiosk, or its signature is not good.</exception>
    public string Put(string package, CertificateAuthority authority)
    {
        if (PackageName().Match(Path.GetFileName(package)) is not { Success: true } name)
        {
            throw new IOException($"{package}: a release is called station-kiosk_VERSION_ARCHITECTURE.deb");
        }

        using (var release = File.OpenRead(package))
        {
            if (!File.Exists($"{package}.sig") || !ReleaseKey.IsGood(release, File.ReadAllText($"{package}.sig"), authority))
            {
                throw new IOException($"{package}.sig is not a good signature of it; station-office update sign makes one");
            }
        }

        Directory.CreateDirectory(folder);
        foreach (string end in (string[])[".sig", ""])
        {
            File.Copy(package + end, Path.Combine(folder, name.Value + end), overwrite: true);
        }

        return name.Groups["version"].Value;
    }

    /// <summary>The package that a station gets; null where there is none for it.</summary>
    public string? For(string station, string architecture)
    {
        var plan = Plan();
        string file = Path.Combine(folder, $"station-kiosk_{plan.Version}_{architecture}.deb");
        return plan.IsFor(station) && Architecture().IsMatch(architecture) && File.Exists(file) ? file : null;
    }

    [GeneratedRegex("^station-kiosk_(?<version>[0-9][A-Za-z0-9.+~-]*)_[a-z0-9]+\\.deb$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PackageName();

    [GeneratedRegex("^[a-z0-9]{1,16}$", RegexOptions.None, 1000)]
    private static partial Regex Architecture();
}
