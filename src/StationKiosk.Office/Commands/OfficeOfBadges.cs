using StationKiosk.Configuration;
using StationKiosk.Office.Badges;
using StationKiosk.Office.Storage;

namespace StationKiosk.Office.Commands;

/// <summary>The office on this machine as the badge commands need it: its key folder and its list of revocations.</summary>
public static class OfficeOfBadges
{
    /// <summary>Opens the office that a configuration file describes; null for the default settings and the environment's.</summary>
    /// <exception cref="FormatException">The settings cannot be used; the message names every fault.</exception>
    /// <exception cref="IOException">The store cannot be used.</exception>
    public static BadgeOffice Open(string? config)
    {
        var settings = Settings(config);
        return new BadgeOffice(
            settings.Keys.KeyFolder,
            (kind, id) => WithStore(settings, store => store.Read(tables => tables.Revocations.At(Kind(kind), id)) is not null),
            (kind, id) => WithStore(settings, store => store.Write(tables => tables.Revocations.Add(new Revocation(Kind(kind), id, TimeProvider.System.GetUtcNow())))));
    }

    private static OfficeSettings Settings(string? config)
    {
        try
        {
            var reader = new SettingsReader(SettingsSources.Load(config, OfficeSettings.EnvironmentPrefix, []));
            var settings = OfficeSettings.Read(reader);
            reader.RejectUnknown();
            return reader.Faults.Count == 0 ? settings : throw new FormatException(string.Join("; ", reader.Faults));
        }
        catch (InvalidDataException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static Revocable Kind(string word) => Words.Read<Revocable>(word) ?? throw new FormatException($"'{word}' cannot be revoked");

    private static T WithStore<T>(OfficeSettings settings, Func<OfficeStore, T> work)
    {
        try
        {
            using var store = OfficeStore.Open(settings.Store.Path);
            return work(store);
        }
        catch (StoreUnavailableException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
