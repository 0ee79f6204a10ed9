using System.Globalization;
using System.Text;

namespace Kube.Node.Logs;

/// <summary>One line of a log file in CRI's format: <c>time stream P|F content</c>.</summary>
internal readonly ref struct LogLine
{
    private LogLine(ReadOnlySpan<byte> time, bool isStderr, bool isPartial, ReadOnlySpan<byte> content)
    {
        Time = time;
        IsStderr = isStderr;
        IsPartial = isPartial;
        Content = content;
    }

    /// <summary>As it is written.</summary>
    public ReadOnlySpan<byte> Time { get; }

    public bool IsStderr { get; }

    /// <summary>The program's line goes on in the next line of the file.</summary>
    public bool IsPartial { get; }

    public ReadOnlySpan<byte> Content { get; }

    /// <param name="line">Without its newline.</param>
    /// <param name="result">The line.</param>
    /// <returns>False when it is not in this format.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogLine result)
    {
        result = default;
        var afterTime = line.IndexOf((byte)' ');
        if (afterTime <= 0) return false;
        var time = line[..afterTime];
        var rest = line[(afterTime + 1)..];
        var isStderr = rest.StartsWith("stderr "u8);
        if (!isStderr && !rest.StartsWith("stdout "u8)) return false;
        rest = rest["stdout ".Length..];
        if (rest.IsEmpty) return false;
        var afterTag = rest.IndexOf((byte)' ');
        result = new(time, isStderr, rest[0] == (byte)'P', afterTag < 0 ? [] : rest[(afterTag + 1)..]);
        return true;
    }

    /// <returns>False also when the time cannot be read.</returns>
    public bool IsBefore(DateTimeOffset when) =>
        DateTimeOffset.TryParse(Encoding.ASCII.GetString(Time), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time < when;
}
