using StationKiosk.Kiosk.CheckIn;
using StationKiosk.Protocol.Messages;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>What may happen in a simulated world. A seed leaves out half of the kinds of fault, so that each is seen with and without each other.</summary>
internal sealed partial class Happenings
{
    private readonly Simulation _world;
    private readonly Random _random;
    private readonly List<(int Weight, Action Happens)> _kinds;
    private int _workers;
    private bool _swapped;

    public Happenings(Simulation world, Random random)
    {
        (_world, _random) = (world, random);
        _kinds =
        [
            (30, Scan), (4, ScanAgain), (4, Refuse), (10, OfficeSteps), (10, () => Pass(0.1, 2)), (4, () => Pass(2, 60)), (1, () => Pass(60, 3600)),
        ];
        (int Weight, Action Happens)[] faults =
        [
            (2, KillKiosk), (2, PowerCut), (1, KillInCommit), (3, CutLink), (2, FreezeLink), (2, KillBroker), (1, SilenceBroker), (1, ForgetQueue),
            (2, KillOffice), (1, PowerCutOffice), (1, KillOfficeInCommit), (1, BackupOffice), (1, RestoreOffice), (2, FillDisk), (2, FailSync), (1, FailRead), (2, FailWrite),
            (1, FillOfficeDisk), (1, FailOfficeSync), (1, FailOfficeWrite), (2, JumpClock), (1, UnsyncClock), (1, SwapCard), (1, StopKiosk),
        ];
        _kinds.AddRange(faults.Where(_ => random.Next(2) == 0));
    }

    /// <summary>Something happens. What has fallen comes back by itself after a while, as systemd and people see to it.</summary>
    public void Next()
    {
        int at = _random.Next(_kinds.Sum(kind => kind.Weight));
        _kinds.First(kind => (at -= kind.Weight) < 0).Happens();
        EndWhatStopped();
        if (_random.Next(4) == 0)
        {
            Recover();
        }
    }

    /// <summary>Everything is up, and nothing fails.</summary>
    public void EndFaults()
    {
        EndWhatStopped();
        _world.Broker.Behaves = true;
        _world.Broker.Silent = false;
        _world.Broker.Start();
        _world.Broker.Links.ToList().ForEach(link => link.Frozen = false);
        foreach (var kiosk in _world.Kiosks)
        {
            kiosk.Disk.Heal();
            _world.Office.Disk.Heal();
            if (!kiosk.IsUp)
            {
                kiosk.Start();
            }
        }

        if (!_world.Office.IsUp)
        {
            _world.Office.Start(1);
        }

        _world.Office.AnnounceReceipts();
    }

    private SimKiosk? AnyKioskUp() => _world.Kiosks.Where(kiosk => kiosk.IsUp).ToList() is { Count: > 0 } up ? up[_random.Next(up.Count)] : null;

    private void Pass(double fromSeconds, double toSeconds) => _world.Pass(TimeSpan.FromSeconds(fromSeconds + (_random.NextDouble() * (toSeconds - fromSeconds))));

    private void Scan() => Scan(_workers++);

    private void ScanAgain()
    {
        if (_workers > 0)
        {
            Scan(Math.Max(0, _workers - 1 - _random.Next(5)));
        }
    }

    private void Scan(int worker)
    {
        if (AnyKioskUp() is not { } kiosk)
        {
            return;
        }

        var (subject, text) = People.Worker(worker);
        var entry = _world.Ledger.Of(kiosk.Station.Value, subject);
        var epoch = kiosk.Journal.Epoch;
        var verdict = kiosk.Scan(text);
        _world.Log($"{kiosk.Station} scan {subject}: {verdict.Kind} {verdict.Reason}, last {kiosk.Journal.LastSeq}");
        entry.Story.Add($"{verdict.Kind} {verdict.Reason}");
        entry.Epochs.Add(epoch);
        entry.Welcomes += verdict.Kind == VerdictKind.Welcome ? 1 : 0;
        entry.Again |= verdict.Kind == VerdictKind.WelcomeAgain;
        if (verdict.Reason == RefusalReason.StorageUnavailable)
        {
            entry.Refuse(_world.Truth, kiosk.Time.GetUtcNow());
        }

        EndWhatStopped();
    }

    /// <summary>A machine that stopped in the midst of a write.</summary>
    private void EndWhatStopped()
    {
        foreach (var kiosk in _world.Kiosks.Where(kiosk => kiosk.Disk.Stopped))
        {
            Kill(kiosk, "stops in the midst of a write", powerCut: true);
        }

        if (_world.Office.Disk.Stopped)
        {
            KillOffice("stops in the midst of a write", powerCut: true);
        }
    }

    private void Refuse() => AnyKioskUp()?.Refuse();

    private void OfficeSteps()
    {
        if (!_world.Office.IsUp || !_world.Broker.Up)
        {
            return;
        }

        bool dies = _random.Next(200) == 0;
        _world.Office.Step(1 + _random.Next(20), dies);
        if (dies)
        {
            KillOffice("dies between commit and receipt", powerCut: _random.Next(2) == 0);
        }
    }

    private void Recover()
    {
        _world.Broker.Silent = false;
        if (!_world.Broker.Up)
        {
            _world.Broker.Start();
            _world.Office.AnnounceReceipts();
        }

        if (_world.Broker.Links.FirstOrDefault(link => link.Frozen) is { } frozen && _random.Next(3) == 0)
        {
            frozen.Frozen = false;
        }

        if (!_world.Office.IsUp)
        {
            StartOffice();
        }

        foreach (var kiosk in _world.Kiosks)
        {
            if (_random.Next(3) == 0)
            {
                kiosk.Disk.Heal();
            }

            if (!kiosk.IsUp)
            {
                _world.Log($"{kiosk.Station} starts");
                kiosk.Start();
            }
        }

        _world.Office.Disk.Heal();
    }

    private void StartOffice()
    {
        _world.Log("office starts");
        _world.Office.Start(1 + _random.Next(3));
    }
}
