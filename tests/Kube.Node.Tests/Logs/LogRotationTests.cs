using Kube.Node.Logs;
using Kube.Node.Runtime;
using Kube.Node.Tests.Runtime.Process;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Logs;

public sealed class LogRotationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-logs-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Rotate_ProgramThatWritesOn_KeepsTheNewestFilesOnly()
    {
        await using var host = new ProcessRuntimeHost(isolate: false);
        var logs = Path.Combine(host.Root, "pod-logs");
        Directory.CreateDirectory(Path.Combine(logs, "main"));
        var sandboxConfig = new SandboxConfig { Metadata = new() { Name = "flood", Namespace = "default", Uid = "flood-1" }, LogDirectory = logs };
        var sandbox = await host.Runtime.Sandboxes.RunAsync(sandboxConfig, Cancel);
        var id = await host.Runtime.Containers.CreateAsync(
            new()
            {
                SandboxId = sandbox,
                SandboxConfig = sandboxConfig,
                Config = new()
                {
                    Metadata = new() { Name = "main" },
                    Image = await host.Runtime.Images.PullAsync(new() { Image = host.Image }, Cancel),
                    Command = ["sh", "-c", "while true; do echo 0123456789; done"],
                    LogPath = "main/0.log",
                },
            },
            Cancel);
        await host.Runtime.Containers.StartAsync(id, Cancel);
        var path = Path.Combine(logs, "main", "0.log");
        var time = new Kube.Testing.Store.ManualTime();
        var reader = new ContainerLogs(TimeProvider.System);
        var rotation = new LogRotation(host.Runtime, reader, 4096, 3, time, NullLogger.Instance);

        for (var i = 0; i < 5; i++)
        {
            while (!File.Exists(path) || new FileInfo(path).Length < 4096) await host.PassTimeAsync(TimeSpan.FromMilliseconds(5));
            time.Advance(TimeSpan.FromSeconds(2));
            await rotation.RotateAllAsync(Cancel);
        }

        while (!File.Exists(path) || new FileInfo(path).Length == 0) await host.PassTimeAsync(TimeSpan.FromMilliseconds(5));
        var files = Directory.GetFiles(Path.Combine(logs, "main")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(3, files.Length);
        Assert.Equal("0.log", files[0]);
        Assert.EndsWith(".gz", files[1], StringComparison.Ordinal);
        Assert.DoesNotContain("gz", files[2], StringComparison.Ordinal);
        using var last = new MemoryStream();
        await reader.ReadAsync(path, new() { TailLines = 1 }, last, _ => new(false), Cancel);
        await host.Runtime.Containers.StopAsync(id, TimeSpan.Zero, Cancel);
        Assert.StartsWith("0123456789\n", System.Text.Encoding.UTF8.GetString(last.ToArray()) + "0123456789\n", StringComparison.Ordinal);
    }

    /// <summary>An agent was killed while it compressed a file: what it left counts for nothing and goes.</summary>
    [Fact]
    public async Task Rotate_HalfAFileOfAKilledAgent_GoesToo()
    {
        await using var host = new ProcessRuntimeHost(isolate: false);
        var logs = Path.Combine(host.Root, "pod-logs");
        Directory.CreateDirectory(Path.Combine(logs, "main"));
        var path = Path.Combine(logs, "main", "0.log");
        var sandboxConfig = new SandboxConfig { Metadata = new() { Name = "left", Namespace = "default", Uid = "left-1" }, LogDirectory = logs };
        var (_, id) = await host.RunAsync(sandboxConfig, ProcessPods.Container("sh", "-c", "head -c 5000 /dev/zero | tr '\\0' x; echo; exec sleep 3600"));
        while (!File.Exists(path) || new FileInfo(path).Length < 4096) await host.PassTimeAsync(TimeSpan.FromMilliseconds(5));
        foreach (var left in (string[])["000000.gz", "000001.gz", "000002.tmp"]) await File.WriteAllTextAsync($"{path}.20200101-{left}", "", Cancel);

        await new LogRotation(host.Runtime, new ContainerLogs(TimeProvider.System), 4096, 3, new Kube.Testing.Store.ManualTime(), NullLogger.Instance).RotateAllAsync(Cancel);

        Assert.Equal(
            ["0.log.20200101-000001.gz", "0.log.20300101-000000"],
            Directory.GetFiles(Path.Combine(logs, "main"), "0.log.2*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await host.Runtime.Containers.StopAsync(id, TimeSpan.Zero, Cancel);
    }

    /// <summary>The container ends just when the old file is renamed and the fresh one is not there yet.</summary>
    [Fact]
    public async Task Follower_ContainerEndsBetweenTwoFiles_ReadsItsLastWords()
    {
        var path = Path.Combine(_directory, "0.log");
        await File.WriteAllTextAsync(path, "2026-01-01T00:00:00.000000000Z stdout F first\n", Cancel);
        var asked = 0;
        using var seen = new MemoryStream();
        await new ContainerLogs(TimeProvider.System).ReadAsync(path, new() { Follow = true }, seen, IsRunning, Cancel);
        Assert.Equal("first\nthe end\n", System.Text.Encoding.UTF8.GetString(seen.ToArray()));

        async ValueTask<bool> IsRunning(CancellationToken cancellationToken)
        {
            if (++asked == 1) File.Move(path, path + ".20260101-000000");
            if (asked == 2) await File.WriteAllTextAsync(path, "2026-01-01T00:00:01.000000000Z stdout F the end\n", cancellationToken);
            return asked == 1;
        }
    }

    [Fact]
    public async Task Shim_NoAgentLooks_KeepsTheLogBoundedAndAFollowerGoesOn()
    {
        await using var host = new ProcessRuntimeHost(isolate: false, configure: options => (options.LogMaxBytes, options.LogMaxFiles) = (64 << 10, 3));
        var logs = Path.Combine(host.Root, "pod-logs");
        Directory.CreateDirectory(Path.Combine(logs, "main"));
        var path = Path.Combine(logs, "main", "0.log");
        var sandboxConfig = new SandboxConfig { Metadata = new() { Name = "flood", Namespace = "default", Uid = "flood-2" }, LogDirectory = logs };
        var (_, id) = await host.RunAsync(sandboxConfig, ProcessPods.Container("sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo line $i; done; echo the end"));
        using var seen = new MemoryStream();

        await new ContainerLogs(TimeProvider.System).ReadAsync(
            path, new() { Follow = true }, seen, async token => (await host.Runtime.Containers.GetStatusAsync(id, token)).State == ContainerState.Running, Cancel);
        await host.EndOfAsync(id);

        Assert.InRange(Directory.GetFiles(Path.Combine(logs, "main")).Length, 2, 3);
        Assert.All(Directory.GetFiles(Path.Combine(logs, "main")), file => Assert.InRange(new FileInfo(file).Length, 1, 128 << 10));
        Assert.EndsWith("the end\n", await File.ReadAllTextAsync(path, Cancel), StringComparison.Ordinal);
        Assert.EndsWith("the end\n", System.Text.Encoding.UTF8.GetString(seen.ToArray()), StringComparison.Ordinal);
    }
}
