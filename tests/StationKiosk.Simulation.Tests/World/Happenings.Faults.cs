using StationKiosk.Protocol.Messages;
using StationKiosk.Simulation.Tests.Disk;

namespace StationKiosk.Simulation.Tests.World;

/// <content>The faults.</content>
internal sealed partial class Happenings
{
    private void KillKiosk() => Kill(AnyKioskUp(), "is killed", powerCut: false);

    private void PowerCut() => Kill(AnyKioskUp(), "loses power", powerCut: true);

    private void Kill(SimKiosk? kiosk, string how, bool powerCut)
    {
        if (kiosk is not null)
        {
            _world.Log($"{kiosk.Station} {how}");
            _world.Faults.Caused($"kiosk {how}");
            kiosk.Kill(powerCut);
        }
    }

    private void StopKiosk()
    {
        if (AnyKioskUp() is { } kiosk)
        {
            _world.Log($"{kiosk.Station} stops cleanly");
            kiosk.Stop();
        }
    }

    private void KillInCommit() => With(AnyKioskUp()?.Disk, disk => disk.StopsAfter = _random.Next(6));

    private void FillDisk() => With(AnyKioskUp()?.Disk, disk => disk.Room = _random.Next(8));

    private void FailSync() => With(AnyKioskUp()?.Disk, disk => disk.NextSync = _random.Next(2) == 0 ? SyncFault.Lost : SyncFault.Kept);

    private void FailWrite() => With(AnyKioskUp()?.Disk, disk => disk.FailingWrite = 1 + _random.Next(8));

    private void FailRead() => With(AnyKioskUp()?.Disk, disk => disk.Unreadable = true);

    private void KillOfficeInCommit() => With(_world.Office.Disk, disk => disk.StopsAfter = _random.Next(20));

    private void FillOfficeDisk() => With(_world.Office.Disk, disk => disk.Room = _random.Next(20));

    private void FailOfficeSync() => With(_world.Office.Disk, disk => disk.NextSync = _random.Next(2) == 0 ? SyncFault.Lost : SyncFault.Kept);

    private void FailOfficeWrite() => With(_world.Office.Disk, disk => disk.FailingWrite = 1 + _random.Next(20));

    private static void With(SimDisk? disk, Action<SimDisk> fault)
    {
        if (disk is not null)
        {
            fault(disk);
        }
    }

    private void CutLink() => AnyLink("link cut", link => link.Cut());

    private void FreezeLink() => AnyLink("link frozen", link => link.Frozen = true);

    private void AnyLink(string kind, Action<SimLink> happens)
    {
        if (_world.Broker.Links is { Count: > 0 } links)
        {
            var link = links[_random.Next(links.Count)];
            _world.Log($"{link.Station} {kind}");
            _world.Faults.Caused(kind);
            happens(link);
        }
    }

    private void KillBroker()
    {
        _world.Log("broker is killed");
        _world.Broker.Kill(forgetsRetained: _random.Next(2) == 0);
    }

    private void SilenceBroker()
    {
        _world.Faults.Caused("broker: silent");
        _world.Broker.Silent = true;
    }

    private void ForgetQueue() => _world.Broker.ForgetQueue();

    private void KillOffice() => KillOffice("is killed", powerCut: false);

    private void PowerCutOffice() => KillOffice("loses power", powerCut: true);

    private void KillOffice(string how, bool powerCut)
    {
        _world.Log($"office {how}");
        _world.Faults.Caused($"office {how}");
        _world.Office.Kill(powerCut);
    }

    private void BackupOffice()
    {
        KillOffice();
        _world.Log("office is backed up");
        _world.Office.Backup();
        StartOffice();
    }

    private void RestoreOffice()
    {
        if (_world.Office.HasBackup)
        {
            KillOffice();
            _world.Log("office is restored from its backup");
            _world.Faults.Caused("office restored from a backup");
            _world.Office.Restore();
            _world.Office.Disk.Heal();
            StartOffice();
            ExcuseWhatNobodyHas();
        }
    }

    private void JumpClock()
    {
        if (_world.Kiosks[_random.Next(_world.Kiosks.Count)] is var kiosk)
        {
            kiosk.Time.Offset = _random.Next(4) switch
            {
                0 => TimeSpan.FromDays(-3650),
                1 => TimeSpan.Zero,
                _ => TimeSpan.FromMinutes(_random.Next(-120, 121)),
            };
            _world.Log($"{kiosk.Station} clock is off by {kiosk.Time.Offset}");
            _world.Faults.Caused("clock jumps");
        }
    }

    private void UnsyncClock()
    {
        var kiosk = _world.Kiosks[_random.Next(_world.Kiosks.Count)];
        kiosk.Quality = kiosk.Quality == ClockQuality.Synced ? ClockQuality.Unsynced : ClockQuality.Synced;
    }

    /// <summary>A new card: the station begins a new journal, and what the old one alone held is gone with it.</summary>
    private void SwapCard()
    {
        if (AnyKioskUp() is { } kiosk)
        {
            _world.Log($"{kiosk.Station} gets a new card");
            _world.Faults.Caused("card swapped");
            kiosk.Kill(powerCut: false);
            kiosk.Disk.Erase();
            kiosk.Disk.Heal();
            _swapped = true;
            kiosk.Start();
            ExcuseWhatNobodyHas();
        }
    }

    /// <summary>Whatever lies neither at the office nor on a card that is still in use cannot come back by any program.</summary>
    private void ExcuseWhatNobodyHas()
    {
        if (!_swapped)
        {
            return;
        }

        EndWhatStopped();
        _world.Office.Disk.Heal();
        if (!_world.Office.IsUp)
        {
            StartOffice();
        }

        var journals = _world.Kiosks.Where(kiosk => kiosk.IsUp).Select(kiosk => kiosk.Journal.Epoch).ToHashSet();
        var held = _world.Office.Read(tables => _world.Kiosks.SelectMany(kiosk => tables.Visits.Of(kiosk.Station.Value))
            .GroupBy(visit => (visit.Station, visit.Data.Sub!)).ToDictionary(group => group.Key, group => group.Count()));
        foreach (var entry in _world.Ledger.Entries.Where(entry => !entry.Epochs.IsSubsetOf(journals) && held.GetValueOrDefault((entry.Station, entry.Subject)) < entry.Promised))
        {
            entry.Excused = true;
        }
    }
}
