using Kube.EndToEnd.Tests.Kubectl;
using Kube.EndToEnd.Tests.Process;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Faults;

/// <summary>A data directory on a file system that fills up.</summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await RunAsync("mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", _directory.Path);

    /// <summary>Writes are refused in clear words and nothing acknowledged is lost; with space again, writes go on without a restart.</summary>
    [Fact]
    public async Task Writes_OnAFullDisk_AreRefusedAndGoOnWhenThereIsSpace()
    {
        KubectlProgram.Require();
        IReadOnlyList<string> flags = [.. await AdminClient.FlagsAsync(_directory, Cancel), .. ClusterProcess.ApiServerOnly];
        await using var cluster = await ClusterProcess.StartAsync(_directory.Combine("data"), flags, cancellationToken: Cancel);
        using var client = new AdminClient(cluster);
        var kubectl = new KubectlRunner(cluster.Kubeconfig, _directory.Path);
        (await kubectl.RunAsync(["create", "configmap", "before"])).Ok();

        var filler = _directory.Combine("filler");
        FillUp(filler);
        // The segment in use was reserved in full; writes are refused once it is.
        var value = new string('v', 900_000);
        string? refused = null;
        var made = 0;
        for (; made < 200 && refused is null; made++) refused = await client.TryCreateConfigMapAsync($"big-{made}", value, Cancel);
        Assert.Contains("no space is left for the server's store", refused, StringComparison.Ordinal);
        Assert.Contains("\"code\":500", refused, StringComparison.Ordinal);
        Assert.Equal("configmap/before\n", (await kubectl.RunAsync(["get", "configmap", "before", "-o", "name"])).Ok());

        File.Delete(filler);
        (await kubectl.RunAsync(["create", "configmap", "after"])).Ok();
        var names = (await kubectl.RunAsync(["get", "configmaps", "-o", "name"])).Ok();
        for (var number = 0; number < made - 1; number++) Assert.Contains($"configmap/big-{number}\n", names, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", _directory.Path);
        _directory.Dispose();
    }

    private static void FillUp(string path)
    {
        using var file = File.Create(path);
        var block = new byte[64 << 10];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // That was the last of it.
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, process.ExitCode);
    }
}
