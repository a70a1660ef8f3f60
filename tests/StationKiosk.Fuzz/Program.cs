using SharpFuzz;
using StationKiosk.Fuzz;

using var targets = new Targets();
if (args is not [var name, ..] || targets.All.FirstOrDefault(target => target.Name == name) is not { } chosen)
{
    await Console.Error.WriteLineAsync($"station-fuzz TARGET [seeds FOLDER | libfuzzer]; targets: {string.Join(' ', targets.All.Select(target => target.Name))}");
    return 2;
}

switch (args)
{
    case [_, "seeds", var folder]:
        Directory.CreateDirectory(folder);
        for (int i = 0; i < chosen.Seeds.Count; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, i.ToString()), chosen.Seeds[i]);
        }

        break;
    case [_, "libfuzzer"]:
        Fuzzer.LibFuzzer.Run(bytes => chosen.Take(bytes.ToArray()));
        break;
    default:
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            chosen.Take(copy.ToArray());
        });
        break;
}

return 0;
