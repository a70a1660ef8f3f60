using Xunit;

namespace StationKiosk.TestKit;

/// <summary>Programs of the system that a test needs; ./test.sh installs them all.</summary>
public static class SystemTools
{
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];

    /// <summary>The program's path; null where it is not installed.</summary>
    public static string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Skips the test, by name, where the program is not installed.</summary>
    /// <param name="program">The program.</param>
    /// <param name="package">The package that has it, where that has another name.</param>
    public static string Need(string program, string? package = null)
    {
        string? path = Find(program);
        Skip.If(path is null, $"{program} is not installed: apt-get install {package ?? program}");
        return path!;
    }
}
