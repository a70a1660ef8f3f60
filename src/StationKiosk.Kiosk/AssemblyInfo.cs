using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("StationKiosk.Kiosk.Tests")]
[assembly: InternalsVisibleTo("StationKiosk.EndToEnd.Tests")]
