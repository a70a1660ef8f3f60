using StationKiosk.Faces.Tests.Browser;
using StationKiosk.Office.Users;

namespace StationKiosk.Faces.Tests.Office;

/// <summary>From the one-time link to the second account, by keyboard alone.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SignInKeyboardTests(Chromium chromium)
{
    private const string Password = "correct horse battery";

    [SkippableFact]
    public async Task The_first_account_is_made_signed_out_and_in_again_and_makes_another_one()
    {
        await using var office = await OfficeInBrowser.StartAsync(signIn: SignIn.Required);
        office.Seed(network => network.PutNow(0, 0));
        await using var face = await chromium.OpenAsync(office.At(UserApi.PathOf(office.Accounts.FirstLink()!)), View.Desk);
        await EnterAsync(face);

        await face.TabToAsync("#me button");
        await face.PressAsync("Enter");
        await face.UntilAsync("location.pathname === '/signin' && document.getElementById('name')");
        await EnterAsync(face);

        await face.TabToAsync("#nav a[href='/users']");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.querySelectorAll('#accounts tbody tr').length === 1 && document.querySelectorAll('#of-stations option').length === 1");
        await face.TabToAsync("#new #name");
        await face.TypeAsync("mei");
        await face.TabToAsync("#of-stations");
        await face.PressAsync("ArrowDown");
        await face.TabToAsync("#new button");
        await face.PressAsync("Enter");
        await face.UntilAsync("document.querySelectorAll('#accounts tbody tr').length === 2 && document.querySelector('#link code').textContent.includes('/signin#')");
        Assert.Equal(["station-001"], office.Store.Read(tables => tables.Accounts.Of("mei"))!.Stations);
        Assert.Empty(face.Faults);
    }

    private static async Task EnterAsync(Face face)
    {
        await face.TabToAsync("#name");
        await face.TypeAsync("chief");
        await face.PressAsync("Tab");
        await face.TypeAsync(Password);
        await face.PressAsync("Enter");
        await face.UntilAsync("location.pathname === '/' && document.querySelector('#me button')");
    }
}
