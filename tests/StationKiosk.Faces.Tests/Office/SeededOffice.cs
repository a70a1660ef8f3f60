namespace StationKiosk.Faces.Tests.Office;

/// <summary>One office with 24 stations and four weeks behind them, for tests that only look.</summary>
public sealed class SeededOffice : IAsyncLifetime
{
    private OfficeInBrowser? _office;

    public Uri At(string path) => _office!.At(path);

    public async Task InitializeAsync() => _office = await OfficeInBrowser.StartAsync(stations: 24);

    public async Task DisposeAsync()
    {
        if (_office is not null)
        {
            await _office.DisposeAsync();
        }
    }
}
