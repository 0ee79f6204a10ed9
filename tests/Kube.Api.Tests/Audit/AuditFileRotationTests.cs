using Kube.Api.Audit;
using Kube.Testing.Store;
using Kube.Tests.Shared;

namespace Kube.Api.Tests.Audit;

public sealed class AuditFileRotationTests
{
    [Fact]
    public async Task Append_PastTheSize_PutsTheFileAwayAtTheEndOfALine()
    {
        using var directory = new TemporaryDirectory();
        var time = new ManualTime();
        var path = Path.Combine(directory.Path, "logs", "audit.log");
        var options = new AuditOptions { LogPath = path, LogMaxSizeMegabytes = 1, LogMaxBackups = 2, LogMaxAgeDays = 3 };
        using var files = new AuditFileRotation(options, time);
        var line = new byte[400_000];
        Array.Fill(line, (byte)'x');
        line[^1] = (byte)'\n';
        for (var i = 0; i < 9; i++)
        {
            await files.AppendAsync(line);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        // Two lines a file: of four that were put away, two are kept.
        Assert.Equal(400_000, new FileInfo(path).Length);
        var away = Directory.GetFiles(Path.GetDirectoryName(path)!, "audit-*.log").Order().ToArray();
        Assert.Equal(["audit-2030-01-01T00-06-00.000.log", "audit-2030-01-01T00-08-00.000.log"], away.Select(Path.GetFileName));
        Assert.All(away, file => Assert.Equal(800_000, new FileInfo(file).Length));

        // Age counts, too.
        time.Advance(TimeSpan.FromDays(4));
        await files.AppendAsync(line);
        await files.AppendAsync(line);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!, "audit-*.log"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
