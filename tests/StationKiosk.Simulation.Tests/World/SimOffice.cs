using Microsoft.Extensions.Time.Testing;
using StationKiosk.Kiosk.Uplink;
using StationKiosk.Office.Intake;
using StationKiosk.Office.Storage;
using StationKiosk.Protocol;
using StationKiosk.Protocol.Messages;
using StationKiosk.Simulation.Tests.Disk;
using StationKiosk.TestKit;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>An office on a simulated disk: store and intake book are the real ones; several collectors may share the store.</summary>
internal sealed class SimOffice : IDisposable
{
    private readonly FakeTimeProvider _time;
    private readonly SimBroker _broker;
    private readonly Random _random;
    private readonly FaultCount _faults;
    private readonly TempFolder _folder = new(Scratch.Folder);
    private readonly TempFolder _backup = new(Scratch.Folder);
    private readonly List<Collector> _collectors = [];
    private bool _hasFlipped;

    public SimOffice(FakeTimeProvider time, SimBroker broker, Random random, FaultCount faults)
    {
        (_time, _broker, _random, _faults) = (time, broker, random, faults);
        Disk = new SimDisk(_folder.Path, random, faults);
        Disk.Mount();
    }

    public SimDisk Disk { get; }

    public bool IsUp => _collectors.Count > 0;

    public bool HasBackup => Directory.GetFiles(_backup.Path).Length > 0;

    /// <summary>Events that came again with other content.</summary>
    public int Conflicts { get; private set; }

    private string StoreFile => Path.Combine(_folder.Path, "office.db");

    /// <summary>Why the last start failed.</summary>
    public string? WhyNotUp { get; private set; }

    /// <summary>Starts so many collectors; one that its disk does not let start ends, to be started again.</summary>
    public void Start(int collectors)
    {
        FlipBit();
        try
        {
            for (int i = 0; i < collectors; i++)
            {
                _collectors.Add(new Collector(OfficeStore.Open(StoreFile)));
            }
        }
        catch (StoreUnavailableException e)
        {
            _faults.Caused("office: start failed");
            WhyNotUp = e.Message;
        }

        _broker.OfficeIsThere = IsUp;
        AnnounceReceipts();
    }

    /// <summary>The broker came back, perhaps without what it retained.</summary>
    public void AnnounceReceipts()
    {
        if (_broker.Up && IsUp)
        {
            _broker.Publish(Topics.Keys, People.Keys);
            IReadOnlyDictionary<string, Receipt> current;
            try
            {
                current = _collectors[0].Store.Read(tables => Receipts.Current(tables, _time.GetUtcNow()));
            }
            catch (StoreUnavailableException)
            {
                return;
            }

            foreach (var (station, receipt) in current)
            {
                Publish(station, receipt);
            }
        }
    }

    /// <summary>One collector takes what waits and stores it: in the order store, acknowledge, receipt, and it may die between any two.</summary>
    public void Step(int most, bool diesBeforeReceipt = false)
    {
        var collector = _collectors[_random.Next(_collectors.Count)];
        collector.Holding.AddRange(_broker.Take(most));
        if (collector.Holding.Count == 0)
        {
            return;
        }

        try
        {
            var result = collector.Store.Write(tables =>
            {
                var book = new IntakeBook(tables, new BadgeCheck(() => People.IssuerKeys), _time.GetUtcNow());
                collector.Holding.ForEach(message => book.Enter(
                    new Incoming(message.Topic, message.Payload, message.ContentEncoding, message.Retain, _ => Task.FromResult(true))));
                return book.Close();
            });
            Conflicts += result.Conflicts;
            collector.Holding.Clear();
            if (!diesBeforeReceipt)
            {
                result.Receipts.ForEach(each => Publish(each.Station, each.Receipt));
            }
        }
        catch (StoreUnavailableException)
        {
            _faults.Caused("office: store unavailable");
        }
    }

    /// <summary>All collectors die, or the machine with them.</summary>
    public void Kill(bool powerCut)
    {
        Disk.Stop();
        foreach (var collector in _collectors)
        {
            _broker.Return(collector.Holding);
            collector.Store.Dispose();
        }

        _collectors.Clear();
        _broker.OfficeIsThere = false;
        Disk.StartAgain(powerCut);
    }

    /// <summary>Copies the store, while the office is stopped.</summary>
    public void Backup() => Disk.CopyTo(_backup.Path);

    /// <summary>Puts the backup in the store's place, while the office is stopped.</summary>
    public void Restore()
    {
        Disk.Erase();
        foreach (string file in Directory.GetFiles(_backup.Path))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }
    }

    public T Read<T>(Func<StoreTables, T> read) => _collectors[0].Store.Read(read);

    public void Dispose()
    {
        if (IsUp)
        {
            Kill(powerCut: false);
        }

        Disk.Dispose();
        _folder.Dispose();
        _backup.Dispose();
    }

    /// <summary>One bit of the store, once: of a second one that joined it before its page was read nothing could be known.</summary>
    private void FlipBit()
    {
        if (_hasFlipped || !File.Exists(StoreFile) || _random.Next(3) > 0)
        {
            return;
        }

        byte[] bytes = File.ReadAllBytes(StoreFile);
        if (bytes.Length > 0)
        {
            bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
            File.WriteAllBytes(StoreFile, bytes);
            _hasFlipped = true;
            _faults.Caused("office: bit flipped");
        }
    }

    private void Publish(string station, Receipt receipt) =>
        _broker.Publish(Topics.Of(StationId.Parse(station), StationTopic.Receipt), ProtocolJson.Bytes(receipt, ProtocolJson.Default.Receipt));

    private sealed record Collector(OfficeStore Store)
    {
        public List<LinkMessage> Holding { get; } = [];
    }
}
