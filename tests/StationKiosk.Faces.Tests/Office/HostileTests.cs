using StationKiosk.Faces.Tests.Browser;
using StationKiosk.Faces.Tests.Door;
using StationKiosk.Office.Storage;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>Markup, bidi controls and 10 kB in every field that somebody else writes.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HostileTests(Chromium chromium) : IAsyncLifetime
{
    private const string Short = "<script>document.title=666</script>\u202e";
    private const string Id = "hostile";

    private static readonly string Long = DoorSamples.Hostile;

    private OfficeInBrowser _office = null!;

    public async Task InitializeAsync()
    {
        _office = await OfficeInBrowser.StartAsync(stations: 2);
        var now = TimeProvider.System.GetUtcNow();
        _office.Seed(network =>
        {
            network.PutNamed(Id, Long, Long, Long);
            network.PutNamed("endless", new string('长', 10_000), new string('x', 10_000), new string('y', 10_000));
            network.PutTalk(Id, Long);
        });
        _office.Store.Write(tables =>
        {
            tables.Accounts.Put(new Account(Short, Role.Manager, [Id, "endless"], Password: null, now));
            tables.Accounts.Log(new AuditEntry(now, Short, "note-written", Long, Long));
            tables.Notes.Add(new Note(Id, now, Short, Long[..NoteTable.TextMax]));
            return true;
        });
    }

    public async Task DisposeAsync() => await _office.DisposeAsync();

    [SkippableTheory]
    [InlineData("/", "document.querySelectorAll('#stations tbody .name').length === 4", "#stations")]
    [InlineData("/#wall", "document.querySelector('#troubles li a')", "#troubles")]
    [InlineData("/station?id=hostile", "document.querySelector('#notes bdi') && document.querySelector('#complaints bdi') && document.querySelector('#devices .grow')", "#station")]
    [InlineData("/station?id=endless", "document.querySelector('#devices .grow')", null)]
    [InlineData("/usage?by=station", "document.querySelector('#table tbody tr') && document.querySelector('#uses tbody bdi, #uses tbody .clamp')", "#usage")]
    [InlineData("/usage?by=service", "document.querySelector('#table tbody tr')", null)]
    [InlineData("/complaints", "document.querySelector('#open li a')", "#open")]
    [InlineData("/releases", "document.querySelector('#table tbody tr')", "#table")]
    [InlineData("/users", "document.querySelector('#accounts tbody tr') && document.querySelector('#audit tbody .clamp')", "#users")]
    public async Task A_text_is_a_text_and_breaks_no_page(string path, string ready, string? shownIn)
    {
        foreach (var view in (View[])[View.Phone, View.Desk with { Language = "zh-CN", Dark = true }])
        {
            await using var face = await chromium.OpenAsync(_office.At(path), view);
            await face.UntilAsync(ready);

            Assert.Equal(0, await face.Page.EvaluateAsync<int>("document.querySelectorAll('main img, main script, main style, main iframe').length"));
            Assert.NotEqual("666", await face.Page.TitleAsync());
            Assert.False(await face.OverflowsAsync(), $"{path} {view.Name} is wider than the screen");
            Assert.InRange(await face.Page.EvaluateAsync<double>("document.documentElement.scrollHeight"), 1, 12_000);
            if (shownIn is not null)
            {
                Assert.Contains("<script>document.title=666</script>", await face.Page.EvaluateAsync<string>("selector => document.querySelector(selector).textContent", shownIn), StringComparison.Ordinal);
            }

            Assert.Empty(face.Faults);
            Assert.Empty(face.Elsewhere);
        }
    }

    [SkippableFact]
    public async Task No_override_of_the_writing_direction_reaches_past_the_name_that_carries_it()
    {
        await using var face = await chromium.OpenAsync(_office.At("/station?id=hostile"), View.Desk);
        await face.UntilAsync("document.querySelector('#notes bdi') && document.querySelector('#complaints bdi')");

        // Each text node with an unclosed override has to lie in an element that isolates it.
        string[] open = await face.Page.EvaluateAsync<string[]>("""
            () => { const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), open = [];
              for (let node; node = walker.nextNode();) {
                const isolated = ["isolate", "plaintext", "isolate-override"].includes(getComputedStyle(node.parentElement).unicodeBidi);
                if (/[\u202a-\u202e]/.test(node.data) && !isolated) open.push(`${node.parentElement.tagName}.${node.parentElement.className}: ${node.data.slice(0, 60)}`);
              }
              return open; }
            """);
        Assert.Empty(open);
    }
}
