using System.Net;
using System.Net.Sockets;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Process;

/// <summary>How the sample begins: what it prints, what it refuses and in which words.</summary>
public sealed class StartTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_OnAnEmptyDirectory_PrintsOneReadyLineAndTheExportCommand()
    {
        await using var cluster = await ClusterProcess.StartAsync(_directory.Combine("data"), cancellationToken: Cancel);
        var ready = Assert.Single(cluster.Output.Split('\n'), line => line.StartsWith("cluster ready in ", StringComparison.Ordinal));
        Assert.Matches(@"^cluster ready in [0-9]+(\.[0-9]+)? ?s", ready);
        Assert.Contains($"export KUBECONFIG={cluster.Kubeconfig}", cluster.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(cluster.Kubeconfig));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cluster.Kubeconfig));
    }

    [Fact]
    public async Task Help_Asked_ListsTheFlags()
    {
        await using var cluster = ClusterProcess.Launch(_directory.Combine("data"), ["--help"]);
        Assert.Equal(0, await ExitAsync(cluster));
        foreach (var flag in new[] { "--data-dir", "--secure-port", "--bind-address", "--token-auth-file", "--disable" })
            Assert.Contains(flag, cluster.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondInstance_OnTheSameDirectory_IsRefusedInClearWords()
    {
        await using var first = await ClusterProcess.StartAsync(_directory.Combine("data"), cancellationToken: Cancel);
        await using var second = ClusterProcess.Launch(_directory.Combine("data"));
        Assert.NotEqual(0, await ExitAsync(second));
        AssertClear(second, _directory.Combine("data"));
    }

    [Fact]
    public async Task Start_OnATakenPort_IsRefusedInClearWords()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var cluster = ClusterProcess.Launch(_directory.Combine("data"), port: port);
        Assert.NotEqual(0, await ExitAsync(cluster));
        AssertClear(cluster, $"{port}");
    }

    [Fact]
    public async Task Start_OnADirectoryItCannotUse_IsRefusedInClearWords()
    {
        // A file where the directory should be: unreadable for root as well, who ignores permission bits.
        var path = _directory.Combine("file");
        await File.WriteAllTextAsync(path, "not a directory", Cancel);
        await using var cluster = ClusterProcess.Launch(Path.Combine(path, "data"));
        Assert.NotEqual(0, await ExitAsync(cluster));
        AssertClear(cluster, path);
    }

    [Fact]
    public async Task Start_WithAnUnknownFlag_NamesIt()
    {
        await using var cluster = ClusterProcess.Launch(_directory.Combine("data"), ["--no-such-flag"]);
        Assert.NotEqual(0, await ExitAsync(cluster));
        Assert.Contains("--no-such-flag", cluster.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disable_GivenTwice_TakesBoth()
    {
        await using var cluster = await ClusterProcess.StartAsync(
            _directory.Combine("data"), ["--disable", "scheduler,controllers", "--disable", "node,proxy,dns"], cancellationToken: Cancel);
        Assert.Contains("cluster ready in ", cluster.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(2)]
    public async Task Signal_ToStop_EndsItCleanly(int signal)
    {
        await using var cluster = await ClusterProcess.StartAsync(_directory.Combine("data"), cancellationToken: Cancel);
        cluster.Signal(signal);
        Assert.Equal(0, await ExitAsync(cluster));
        await using var again = await ClusterProcess.StartAsync(_directory.Combine("data"), cancellationToken: Cancel);
    }

    public void Dispose() => _directory.Dispose();

    private static async Task<int> ExitAsync(ClusterProcess cluster)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(s_limit);
        return await cluster.WaitForExitAsync(limit.Token);
    }

    /// <summary>Clear: names what is wrong, in a line or two, and shows no stack.</summary>
    private static void AssertClear(ClusterProcess cluster, string named)
    {
        Assert.Contains(named, cluster.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", cluster.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("cluster ready in", cluster.Output, StringComparison.Ordinal);
        Assert.InRange(cluster.Output.Split('\n').Length, 1, 5);
    }
}
