using Microsoft.Win32.SafeHandles;

namespace StationKiosk.Bench.CheckIn;

/// <summary>The least that this disk can do durably: append 4 KiB, then fsync(2).</summary>
internal sealed class RawFsync(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
    private readonly byte[] _block = new byte[4096];
    private long _end;

    public void Append()
    {
        RandomAccess.Write(_file, _block, _end);
        _end += _block.Length;
        RandomAccess.FlushToDisk(_file);
    }

    public void Dispose() => _file.Dispose();
}
