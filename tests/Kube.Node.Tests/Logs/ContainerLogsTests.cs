using System.Text;
using Kube.Node.Logs;

namespace Kube.Node.Tests.Logs;

public sealed class ContainerLogsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly ContainerLogs _logs = new(TimeProvider.System);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Read_All_GivesContentOfBothStreams()
    {
        Write(5);

        Assert.Equal("line 0\nline 1\nline 2\nline 3\nline 4\n", await ReadAsync(new()));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "line 3\nline 4\n")]
    [InlineData(99, "line 0\nline 1\nline 2\nline 3\nline 4\n")]
    public async Task Read_Tail_GivesTheLastLines(long tail, string expected)
    {
        Write(5);

        Assert.Equal(expected, await ReadAsync(new() { TailLines = tail }));
    }

    [Fact]
    public async Task Read_TailOfABigFile_FindsTheLine()
    {
        Write(50_000);

        Assert.Equal("line 49998\nline 49999\n", await ReadAsync(new() { TailLines = 2 }));
    }

    [Fact]
    public async Task Read_Since_SkipsWhatIsOlder()
    {
        Write(5);

        Assert.Equal("line 3\nline 4\n", await ReadAsync(new() { Since = new DateTimeOffset(2030, 1, 1, 0, 0, 3, TimeSpan.Zero) }));
    }

    [Fact]
    public async Task Read_Timestamps_BeginEachLine()
    {
        Write(1);

        Assert.Equal("2030-01-01T00:00:00.000000000Z line 0\n", await ReadAsync(new() { Timestamps = true }));
    }

    [Fact]
    public async Task Read_LimitBytes_EndsInMidLine()
    {
        Write(5);

        Assert.Equal("line 0\nlin", await ReadAsync(new() { LimitBytes = 10 }));
    }

    [Fact]
    public async Task Read_OneStream_LeavesTheOtherOut()
    {
        Write(4);

        Assert.Equal("line 1\nline 3\n", await ReadAsync(new() { Stream = "Stderr" }));
    }

    [Fact]
    public async Task Read_PartialLines_AreJoined()
    {
        File.WriteAllText(_path, "2030-01-01T00:00:00Z stdout P ab\n2030-01-01T00:00:00Z stdout P cd\n2030-01-01T00:00:01Z stdout F ef\n2030-01-01T00:00:02Z stdout F next\n");

        Assert.Equal("2030-01-01T00:00:00Z abcdef\n2030-01-01T00:00:02Z next\n", await ReadAsync(new() { Timestamps = true }));
    }

    [Fact]
    public async Task Read_Missing_IsEmpty() => Assert.Equal("", await ReadAsync(new(), _path + "-missing"));

    [Fact]
    public async Task Follow_GoesOnWithWhatIsWrittenAcrossRotationUntilTheEnd()
    {
        Write(1);
        var asked = 0;
        var output = new MemoryStream();
        await _logs.ReadAsync(
            _path, new() { Follow = true }, output,
            _ =>
            {
                switch (asked++)
                {
                    case 0: Append(1); return new(true);
                    case 1:
                        Append(2);
                        File.Move(_path, _path + ".old", overwrite: true);
                        Append(3);
                        _logs.Rotated(_path);
                        return new(true);
                    default: Append(4); return new(false);
                }
            },
            TestContext.Current.CancellationToken);

        File.Delete(_path + ".old");
        Assert.Equal("line 0\nline 1\nline 2\nline 3\nline 4\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void Tail_IsTextWithinBounds()
    {
        Write(100);

        Assert.Equal("line 98\nline 99\n", _logs.Tail(_path, 2, 2048));
        Assert.Equal("99\n", _logs.Tail(_path, 2, 3));
    }

    private void Write(int lines) => File.WriteAllText(_path, string.Concat(Enumerable.Range(0, lines).Select(Line)));

    private void Append(int line) => File.AppendAllText(_path, Line(line));

    private static string Line(int number) => $"2030-01-01T00:00:{number % 60:D2}.000000000Z {(number % 2 == 0 ? "stdout" : "stderr")} F line {number}\n";

    private async Task<string> ReadAsync(LogOptions options, string? path = null)
    {
        var output = new MemoryStream();
        await _logs.ReadAsync(path ?? _path, options, output, _ => new(false), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
