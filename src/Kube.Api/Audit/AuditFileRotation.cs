using System.Globalization;

namespace Kube.Api.Audit;

/// <summary>The file of the audit log, and those that were put away: beside it, named by their time, as upstream's. Used by one loop.</summary>
internal sealed class AuditFileRotation(AuditOptions options, TimeProvider time) : IDisposable
{
    private const string TimeForm = "yyyy-MM-dd'T'HH-mm-ss.fff";

    private readonly long _mostBytes = (options.LogMaxSizeMegabytes == 0 ? 100L : options.LogMaxSizeMegabytes) << 20;
    private Stream? _file;
    private long _length;

    public void Open()
    {
        if (_file is not null) return;
        if (options.LogPath == "-")
        {
            _file = Console.OpenStandardOutput();
            return;
        }

        var path = Path.GetFullPath(options.LogPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var how = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, how);
        (_file, _length) = (file, file.Length);
    }

    /// <summary>Appends whole lines; the file is put away when it is full, at the end of a line.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            Open();
            var count = Fitting(lines.Span);
            if (count == 0)
            {
                Rotate();
                continue;
            }

            await _file!.WriteAsync(lines[..count]);
            await _file.FlushAsync();
            _length += count;
            lines = lines[count..];
        }
    }

    public void Dispose() => _file?.Dispose();

    // As many lines as the file has room for; one that is larger than a file has it for itself.
    private int Fitting(ReadOnlySpan<byte> lines)
    {
        if (options.LogPath == "-" || _length + lines.Length <= _mostBytes) return lines.Length;
        var room = (int)Math.Max(0, _mostBytes - _length);
        var end = lines[..room].LastIndexOf((byte)'\n') + 1;
        return end > 0 || _length > 0 ? end : lines.IndexOf((byte)'\n') + 1;
    }

    private void Rotate()
    {
        _file!.Dispose();
        (_file, _length) = (null, 0);
        var path = Path.GetFullPath(options.LogPath);
        var (stem, extension) = (Path.GetFileNameWithoutExtension(path), Path.GetExtension(path));
        var folder = Path.GetDirectoryName(path)!;
        var at = time.GetUtcNow();
        string away;
        // Two in one millisecond are apart, too.
        do
        {
            away = Path.Combine(folder, $"{stem}-{at.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture)}{extension}");
            at += TimeSpan.FromMilliseconds(1);
        }
        while (File.Exists(away));
        File.Move(path, away);
        Clear(folder, stem, extension);
    }

    private void Clear(string folder, string stem, string extension)
    {
        var known = Directory.EnumerateFiles(folder, $"{stem}-*{extension}")
            .Select(file => (File: file, At: TimeOf(Path.GetFileNameWithoutExtension(file)[(stem.Length + 1)..])))
            .Where(static entry => entry.At is not null)
            .OrderByDescending(static entry => entry.At)
            .ToArray();
        var oldest = options.LogMaxAgeDays == 0 ? DateTime.MinValue : time.GetUtcNow().UtcDateTime.AddDays(-options.LogMaxAgeDays);
        for (var i = 0; i < known.Length; i++)
        {
            if ((options.LogMaxBackups > 0 && i >= options.LogMaxBackups) || known[i].At < oldest) File.Delete(known[i].File);
        }
    }

    private static DateTime? TimeOf(string text) =>
        DateTime.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
