using System.CommandLine;
using System.Text;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol.Badges;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Office.Badges;

/// <summary><c>badge issue --key FILE --category NAME --days N …</c>: texts and pictures to standard output or a file, what they are to standard error.</summary>
internal sealed class IssueCommand
{
    /// <summary>A badge is not for life: the longest is ten years.</summary>
    private const int DaysMax = 3660;

    /// <summary>Badges of one call.</summary>
    private const int CountMax = 100_000;

    private static readonly Dictionary<string, Func<string, byte[]>> Formats = new()
    {
        ["text"] = text => Encoding.ASCII.GetBytes($"{text}\n"),
        ["png"] = BadgePictures.Png,
        ["svg"] = text => Encoding.UTF8.GetBytes($"{BadgePictures.Svg(text)}\n"),
    };

    private readonly Option<string> _key = new("--key") { Description = "The issuer's private key", HelpName = "FILE", Required = true };
    private readonly Option<string> _category = new("--category") { Description = string.Join(", ", Words.All<Category>().Keys), HelpName = "NAME", Required = true };
    private readonly Option<string> _days = new("--days") { Description = $"Valid for so many days, 1 to {DaysMax}", HelpName = "N", Required = true };
    private readonly Option<DateOnly?> _from = new("--from") { Description = "Valid from this day (UTC), such as 2026-11-22; left out: from now", HelpName = "DATE" };
    private readonly Option<string> _subject = new("--sub") { Description = "The worker's pseudonym; left out: a new random one", HelpName = "PSEUDONYM" };
    private readonly Option<string> _phoneKey = new("--phone-key") { Description = "The phone's public key, for a badge that a screenshot cannot copy", HelpName = "FILE" };
    private readonly Option<string> _format = new("--format") { Description = string.Join(", ", Formats.Keys), HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
    private readonly Option<string> _file = new("--out") { Description = "Left out: standard output", HelpName = "FILE" };
    private readonly Option<string> _count = new("--count") { Description = "So many badges, one text a line", HelpName = "N", DefaultValueFactory = _ => "1" };

    public static Command Create(TimeProvider time)
    {
        var issue = new IssueCommand();
        var command = new Command("issue", "Makes badges")
        {
            issue._key, issue._category, issue._days, issue._from, issue._subject, issue._phoneKey, issue._format, issue._file, issue._count,
        };
        command.SetCheckedAction(parsed => issue.Run(parsed, time));
        return command;
    }

    private int Run(ParseResult parsed, TimeProvider time)
    {
        string format = parsed.GetValue(_format) ?? "";
        var write = Arguments.Choice(parsed, _format, Formats);
        int count = Arguments.Number(parsed, _count, 1, CountMax);
        string? file = Arguments.OptionalPath(parsed, _file);
        if (count > 1 && format != "text")
        {
            throw new FormatException($"--count {count} needs --format text; pictures are made one a call");
        }

        if (file is null && format == "png")
        {
            throw new FormatException("--format png needs --out FILE");
        }

        using var issuer = IssuerKeyFiles.ReadPrivate(Arguments.Path(parsed, _key));
        var badges = Badges(parsed, count, time.GetUtcNow());
        byte[] content = [.. badges.SelectMany(badge => write(BadgeText.Issue(badge, issuer)))];
        Deliver(content, file, parsed.InvocationConfiguration.Output);
        foreach (var badge in badges)
        {
            parsed.InvocationConfiguration.Error.WriteLine(BadgeWords.Describe(badge));
        }

        return BadgeCommands.Ok;
    }

    private List<Badge> Badges(ParseResult parsed, int count, DateTimeOffset now)
    {
        var category = Arguments.Choice(parsed, _category, Words.All<Category>());
        int days = Arguments.Number(parsed, _days, 1, DaysMax);
        string? subject = parsed.GetValue(_subject);
        if (subject is not null && !Badge.IsSubject(subject))
        {
            throw new FormatException($"--sub {Arguments.Shown(subject)} is not a pseudonym: 8 to 26 of A-Z and 2-7; leave it out for a new one");
        }

        byte[]? phoneKey = Arguments.OptionalPath(parsed, _phoneKey) is { } file ? Convert.FromBase64String(IssuerKeyFiles.ReadPublic(file).Spki) : null;
        var issued = parsed.GetValue(_from) is { } from
            ? new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return [.. Enumerable.Range(0, count).Select(_ =>
            new Badge(subject ?? Badge.NewSubject(), Badge.NewId(), category, issued, issued.AddDays(days), phoneKey))];
    }

    private static void Deliver(byte[] content, string? file, TextWriter output)
    {
        if (file is null)
        {
            output.Write(Encoding.UTF8.GetString(content));
        }
        else if (File.Exists(file))
        {
            throw new FormatException($"--out {Arguments.Shown(file)} is there already; name another file, or delete it first");
        }
        else
        {
            File.WriteAllBytes(file, content);
        }
    }
}
