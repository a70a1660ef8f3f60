using System.Text.RegularExpressions;
using StationKiosk.TestKit;

namespace StationKiosk.Kiosk.Tests.Tidy;

/// <summary>Dependencies run one way: what a folder of src may name, read from the sources as text.</summary>
public sealed partial class DependencyTests
{
    private const string Kiosk = "src/StationKiosk.Kiosk";

    /// <summary>The files at the root of the kiosk put everything together; nobody else puts anything together.</summary>
    private const string Root = "root";

    /// <summary>Everybody may name these: they name nothing of ours in turn.</summary>
    private static readonly string[] Shared = ["StationKiosk.Protocol", "StationKiosk.Hosting"];

    /// <summary>The kiosk's folders and those they may name, one line a folder. A line that is no longer needed is an error as well.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [Root] = ["CheckIn", "Clock", "Commands", "Devices", "Health", "Journal", "Occupancy", "Panel", "Trust", "Updates", "Uplink"],
        ["Commands"] = [Root, "CheckIn", "Clock", "Devices", "Health", "Journal", "Occupancy", "Panel", "Trust", "Uplink"],
        ["Devices"] = ["CheckIn", "Clock", "Health", "Occupancy"],
        ["CheckIn"] = ["Clock", "Health", "Journal"],
        ["Occupancy"] = ["Clock", "Health", "Journal"],
        ["Uplink"] = ["Clock", "Journal"],
        ["Panel"] = ["CheckIn", "Clock", "Health", "Journal", "Occupancy", "Uplink"],
        ["Health"] = ["Clock", "Journal"],
        ["Journal"] = ["Clock"],
        ["Trust"] = ["Clock"],
        ["Updates"] = ["Clock", "Trust"],
        ["Clock"] = [],
    };

    /// <summary>Two folders that name each other: Program.cs offers the commands, and <c>run</c> and the others take the kiosk it puts together.</summary>
    private static readonly (string, string)[] Mutual = [("Commands", Root)];

    /// <summary>A library, and the only places that may name it.</summary>
    public static TheoryData<string, string[]> Libraries => new()
    {
        { "Microsoft.Data.Sqlite", [$"{Kiosk}/Journal/", "src/StationKiosk.Office/Storage/"] },
        { "MQTTnet", [$"{Kiosk}/Uplink/MqttLink.cs", "src/StationKiosk.Office/Intake/OfficeLink", "src/StationKiosk.Office/Broker/"] },
        { "System.Device", [$"{Kiosk}/Devices/"] },
        { "Iot.Device", [$"{Kiosk}/Devices/IotBindings/"] },
        { "ZXing", [$"{Kiosk}/Devices/ZXingNet/"] },
        { "System.IO.Ports", [$"{Kiosk}/Devices/SerialScanner/"] },
    };

    [Fact]
    public void Every_folder_names_the_folders_it_may_and_no_other()
    {
        var named = Folders().ToDictionary(pair => pair.Key, pair => pair.Value.SelectMany(NamesOf).Where(name => name != pair.Key).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), named.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Allowed.SelectMany(pair => named[pair.Key].Except(pair.Value).Select(other => $"{pair.Key} may not name {other}")));
        Assert.Empty(Allowed.SelectMany(pair => pair.Value.Except(named[pair.Key]).Select(other => $"{pair.Key} no longer names {other}: strike it off")));
    }

    [Fact]
    public void Only_the_commands_and_the_root_name_each_other()
    {
        var mutual = Allowed.SelectMany(pair => pair.Value.Where(other => Allowed[other].Contains(pair.Key) && string.CompareOrdinal(pair.Key, other) < 0).Select(other => (pair.Key, other)));
        Assert.Equal(Mutual.Order(), mutual.Order());
    }

    [Fact]
    public void Kiosk_and_office_name_the_shared_projects_and_never_each_other()
    {
        Assert.Empty(ProjectsNamed(Kiosk).Except([.. Shared, "StationKiosk.Kiosk"]));
        Assert.Empty(ProjectsNamed("src/StationKiosk.Office").Except([.. Shared, "StationKiosk.Office"]));
    }

    [Fact]
    public void The_shared_projects_name_nothing_else_of_ours() =>
        Assert.All(Shared, project => Assert.Equal([project], ProjectsNamed($"src/{project}")));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_is_named_only_where_it_is_wrapped(string library, string[] places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var users = Sources("src").Where(file => Regex.IsMatch(Code(file), $@"\b{Regex.Escape(library)}\b", RegexOptions.None, TimeSpan.FromSeconds(1))).ToList();
        Assert.NotEmpty(users);
        Assert.All(users, file => Assert.Contains(places, place => file.StartsWith(place, StringComparison.Ordinal)));
    }

    private static Dictionary<string, List<string>> Folders() =>
        Sources(Kiosk).GroupBy(FolderOf).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    private static string FolderOf(string file) => file[(Kiosk.Length + 1)..].Split('/') is [var folder, _, ..] ? folder : Root;

    /// <summary>Folders of the kiosk that a file names: by namespace, by a sibling's short name, or a type of the root, which needs no using.</summary>
    private static IEnumerable<string> NamesOf(string file)
    {
        string code = Code(file);
        string siblings = string.Join('|', Allowed.Keys.Where(folder => folder != Root));
        string rootTypes = string.Join('|', Folders()[Root].Select(path => Path.GetFileNameWithoutExtension(path)).Where(type => type != "Program"));
        return Find(code, $@"\bStationKiosk\.Kiosk\.({siblings})\b")
            .Concat(Find(code, $@"(?<![\w.""])({siblings})\.(?=[A-Z])"))
            .Concat(Find(code, $@"(?<![\w.])({rootTypes})\b").Select(_ => Root));
    }

    private static IEnumerable<string> ProjectsNamed(string project) => Sources(project)
        .SelectMany(file => Find(Code(file), @"\b(StationKiosk\.(?:Kiosk|Office|Protocol|Hosting))\b")).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Find(string code, string pattern) =>
        Regex.Matches(code, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Groups[1].Value);

    private static IReadOnlyList<string> Sources(string under) => Repository.Files(under, ".cs");

    private static string Code(string file) => Comments().Replace(Repository.Text(file), "");

    [GeneratedRegex(@"//[^\n]*", RegexOptions.None, 1000)]
    private static partial Regex Comments();
}
