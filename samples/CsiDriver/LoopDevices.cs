using System.Diagnostics;

namespace Kube.Samples.CsiDriver;

/// <summary>Files that are block devices as well, by <c>losetup</c>.</summary>
internal static class LoopDevices
{
    /// <summary>Makes a file that is missing, and a device of it; once.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Attach(string file, long bytes)
    {
        if (Find(file) is not null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (!File.Exists(file)) Resize(file, bytes);
        Run("--find", file);
    }

    /// <summary>The device of a file; null when there is none.</summary>
    public static string? Find(string file) => File.Exists(file) && Run("--noheadings", "--output", "NAME", "--associated", file) is { Length: > 0 } device ? device : null;

    /// <summary>Makes a file larger, and its device with it.</summary>
    public static void Grow(string file, long bytes)
    {
        if (new FileInfo(file).Length < bytes) Resize(file, bytes);
        if (Find(file) is { } device) Run("--set-capacity", device);
    }

    /// <summary>Takes the device back; the file stays.</summary>
    public static void Detach(string file)
    {
        if (Find(file) is { } device) Run("--detach", device);
    }

    private static void Resize(string file, long bytes)
    {
        using var open = File.Open(file, FileMode.OpenOrCreate);
        open.SetLength(bytes);
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("losetup", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEnd().Trim();
        var why = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new IOException($"losetup {string.Join(' ', arguments)}: {why}");
    }
}
