using System.Threading.Channels;

namespace StationKiosk.Kiosk.Panel;

/// <summary>The pages that are open just now; what is said reaches each of them. Safe from several threads; saying never waits.</summary>
/// <typeparam name="T">What is said.</typeparam>
public sealed class Audience<T>
{
    /// <summary>Pages at once; the next is answered 503 and tries again by itself.</summary>
    public const int PagesMax = 16;

    /// <summary>News that wait for one slow page; beyond it the oldest is dropped.</summary>
    public const int WaitingMax = 16;

    private readonly Lock _lock = new();
    private readonly List<Channel<T>> _pages = [];

    /// <summary>A page opened; null where there are too many.</summary>
    public ChannelReader<T>? Join()
    {
        lock (_lock)
        {
            if (_pages.Count >= PagesMax)
            {
                return null;
            }

            var page = Channel.CreateBounded<T>(new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
            _pages.Add(page);
            return page.Reader;
        }
    }

    /// <summary>A page went.</summary>
    public void Leave(ChannelReader<T> page)
    {
        lock (_lock)
        {
            _pages.RemoveAll(each => each.Reader == page);
        }
    }

    /// <summary>Says something to every page.</summary>
    public void Say(T news)
    {
        lock (_lock)
        {
            _pages.ForEach(page => page.Writer.TryWrite(news));
        }
    }
}
