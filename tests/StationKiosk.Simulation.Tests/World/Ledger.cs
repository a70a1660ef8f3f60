using StationKiosk.Kiosk.CheckIn;

namespace StationKiosk.Simulation.Tests.World;

/// <summary>
/// What workers were told, written down outside the system under test. A visit answered with a welcome has to be at the office once; one that was
/// refused because it could not be stored may be there all the same, once for each time the worker came.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<(string Station, string Subject), Entry> _entries = [];

    public int Welcomes => _entries.Values.Sum(entry => entry.Welcomes);

    public IEnumerable<Entry> Entries => _entries.Values;

    public Entry Of(string station, string subject)
    {
        if (!_entries.TryGetValue((station, subject), out var entry))
        {
            _entries[(station, subject)] = entry = new Entry(station, subject);
        }

        return entry;
    }

    /// <summary>What the office has against what workers were told; empty where all is as promised.</summary>
    /// <param name="stored">When the office counts each worker at each station.</param>
    public IReadOnlyList<string> Faults(IReadOnlyDictionary<(string Station, string Subject), IReadOnlyList<string>> stored)
    {
        var faults = new List<string>();
        foreach (var entry in _entries.Values)
        {
            var at = stored.GetValueOrDefault((entry.Station, entry.Subject)) ?? [];
            int have = at.Count;
            int least = entry.Excused ? 0 : entry.Promised;
            int most = entry.Welcomes + entry.Refused;
            if (have < least)
            {
                faults.Add($"lost: {entry} stored {have} ({string.Join(", ", at)})");
            }
            else if (have > most)
            {
                faults.Add($"counted twice: {entry} stored {have} ({string.Join(", ", at)})");
            }
        }

        faults.AddRange(stored.Keys.Where(visit => !_entries.ContainsKey(visit)).Select(visit => $"never scanned: {visit}"));
        return faults;
    }

    /// <summary>One worker's visits at one station.</summary>
    public sealed record Entry(string Station, string Subject)
    {
        private (DateTimeOffset Truth, DateTimeOffset Kiosk)? _refusedAt;

        /// <summary>Times the worker was welcomed.</summary>
        public int Welcomes { get; set; }

        /// <summary>Whether the worker was told of a visit that is there already.</summary>
        public bool Again { get; set; }

        /// <summary>Visits the worker was told of, by a welcome or by a welcome again.</summary>
        public int Promised => Math.Max(Welcomes, Again ? 1 : 0);

        /// <summary>Times the worker came and was told "could not be stored".</summary>
        public int Refused { get; private set; }

        /// <summary>The worker was told "could not be stored". Within a debounce window of the last time, by the truth and by the kiosk's clock, it is the same visit.</summary>
        public void Refuse(DateTimeOffset truth, DateTimeOffset kiosk)
        {
            var window = CheckInOptions.Default.DebounceWindow;
            if (!(_refusedAt is { } last && (truth - last.Truth).Duration() < window && (kiosk - last.Kiosk).Duration() < window))
            {
                Refused++;
                _refusedAt = (truth, kiosk);
            }
        }

        /// <summary>The journals that hold them.</summary>
        public HashSet<Guid> Epochs { get; } = [];

        /// <summary>Whether the only copy was on something that no program can bring back, such as a card thrown away.</summary>
        public bool Excused { get; set; }

        /// <summary>What happened, for the one who reads a failure.</summary>
        public List<string> Story { get; } = [];

        public override string ToString() => $"{Subject} at {Station} ({string.Join(", ", Story)}) welcomed {Welcomes}";
    }
}
