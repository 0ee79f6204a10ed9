using System.Diagnostics;
using System.Globalization;
using System.Net;
using Kube.Api.Authentication.BootstrapTokens;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Node.Containerd;
using Kube.Node.Runtime;
using Kube.Samples.Cluster;
using Kube.Tests.Shared.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Benchmarks.Node;

/// <summary>
/// The sample node in a process of its own, over a containerd: from the create call to Running as a watcher sees it, beside what containerd alone takes for the same sandbox and
/// container; a hundred pods at once; what the agent holds with them, and what it does while nothing happens.
/// </summary>
internal sealed class ContainerBenchmark(IKubeClient client, Process agent)
{
    private const string Namespace = "default";
    private const string Image = "docker.io/library/toolbox:1";
    private const int Alone = 20;
    private const int Together = 100;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <param name="program">The node's program: the one built beside this one, or one that was published.</param>
    public static async Task<int> RunAsync(string? program)
    {
        var directory = Directory.CreateTempSubdirectory("kube-benchmark-").FullName;
        try
        {
            await using (var archive = File.Create(Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "images")).FullName, "toolbox.tar"))) ToolboxImage.Build().WriteArchive(archive, Image);
            await using var containerd = await ContainerdInstance.StartAsync(new()
            {
                Directory = Path.Combine(directory, "containerd"), Bridge = "kubebench", PodCidr = "10.232.1.0/24", ImageDirectory = Path.Combine(directory, "images"),
            });
            await using var cluster = await ClusterHost.StartAsync(new()
            {
                DataDirectory = Path.Combine(directory, "data"), SecurePort = 0, ServiceClusterIPRange = IPNetwork.Parse("10.233.0.0/16"), ClusterCidr = IPNetwork.Parse("10.232.0.0/16"),
                AllowsJoining = true, Disabled = ["node", "proxy", "dns"],
            });
            var client = cluster.Services.GetRequiredService<IKubeClient>();
            var ownTime = await RuntimeAloneAsync(containerd.Endpoint, directory);
            using var agent = await StartAgentAsync(program, cluster, client, containerd.Endpoint, directory);
            try
            {
                await new ContainerBenchmark(client, agent).MeasureAsync(ownTime);
            }
            finally
            {
                agent.Kill();
                await agent.WaitForExitAsync();
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    private async Task MeasureAsync(double ownTime)
    {
        Console.WriteLine($"node benchmark: {Environment.ProcessorCount} cores, containerd, agent in a process of its own");
        Console.WriteLine($"{"containerd alone, sandbox and container",-44}{ownTime,8:0} ms (p50 of {Alone})");
        var took = new List<double>();
        for (var number = 0; number < Alone; number++) took.Add((await RunPodsAsync($"alone-{number}-", 1)).TotalMilliseconds);
        took.Sort();
        Console.WriteLine($"{"create to Running, one at a time",-44}{took[Alone / 2],8:0} ms p50, {took[^1]:0} ms at most; {took[Alone / 2] - ownTime:0} ms beyond containerd's own");
        await DeleteAllAsync();

        Console.WriteLine($"{"resident, no pods",-44}{Resident(),8:0} MB");
        Console.WriteLine($"{$"{Together} pods at once, all Running",-44}{(await RunPodsAsync("together-", Together)).TotalSeconds,8:0.0} s");
        Console.WriteLine($"{$"resident at {Together} pods",-44}{Resident(),8:0} MB");
        var (before, started) = (agent.TotalProcessorTime, Stopwatch.GetTimestamp());
        // The time over which idling is measured.
        await Task.Delay(s_idle);
        agent.Refresh();
        Console.WriteLine($"{"idle, of one core",-44}{100 * (agent.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(started),8:0.00} %");
        Console.WriteLine($"{$"resident at {Together} pods, afterwards",-44}{Resident(),8:0} MB");
        await DeleteAllAsync();
    }

    private async Task<TimeSpan> RunPodsAsync(string prefix, int count)
    {
        using var limit = new CancellationTokenSource(s_limit);
        var pods = client.For<V1Pod>();
        var from = (await pods.ListAsync(Namespace, ListOptions.Default, limit.Token)).ResourceVersion;
        var started = Stopwatch.GetTimestamp();
        var creating = Parallel.ForAsync(0, count, limit.Token, async (number, cancellationToken) => await pods.CreateAsync(NewPod($"{prefix}{number}"), WriteOptions.Default, cancellationToken));
        var running = new HashSet<string>();
        await foreach (var change in pods.WatchAsync(Namespace, new() { ResourceVersion = from }, limit.Token))
        {
            var pod = change.Object;
            if (pod.Status?.Phase != "Running" || !pod.Metadata.Name!.StartsWith(prefix, StringComparison.Ordinal) || !running.Add(pod.Metadata.Name)) continue;
            if (running.Count == count) break;
        }

        var took = Stopwatch.GetElapsedTime(started);
        await creating;
        return took;
    }

    private async Task DeleteAllAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        var pods = client.For<V1Pod>();
        var there = await pods.ListAsync(Namespace, ListOptions.Default, limit.Token);
        var left = there.Items.Select(pod => pod.Metadata.Name!).ToHashSet();
        await pods.DeleteCollectionAsync(Namespace, ListOptions.Default, new() { GracePeriodSeconds = 1 }, limit.Token);
        await foreach (var change in pods.WatchAsync(Namespace, new() { ResourceVersion = there.ResourceVersion }, limit.Token))
        {
            if (change.Type == WatchEventType.Deleted) left.Remove(change.Object.Metadata.Name!);
            if (left.Count == 0) return;
        }
    }

    private double Resident()
    {
        var line = File.ReadLines($"/proc/{agent.Id}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }

    private static V1Pod NewPod(string name) => new()
    {
        Metadata = new() { Name = name, Namespace = Namespace },
        Spec = new() { NodeName = "worker", Containers = [new() { Name = "main", Image = Image, Command = ["sleep", "3600"] }], TerminationGracePeriodSeconds = 1 },
    };

    private static async Task<double> RuntimeAloneAsync(string endpoint, string directory)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddKubeNode().UseCriRuntime(runtime => runtime.Endpoint = endpoint);
        await using var provider = services.BuildServiceProvider();
        var runtime = provider.GetRequiredService<IContainerRuntime>();
        var took = new List<double>();
        for (var number = 0; number < Alone; number++)
        {
            var sandbox = new SandboxConfig { Metadata = new() { Name = $"own-{number}", Namespace = Namespace, Uid = $"own-{number}" }, LogDirectory = directory };
            var started = Stopwatch.GetTimestamp();
            var id = await runtime.Sandboxes.RunAsync(sandbox, CancellationToken.None);
            var config = new ContainerConfig { Metadata = new() { Name = "main" }, Image = Image, Command = ["sleep", "3600"], LogPath = $"own-{number}.log" };
            var container = await runtime.Containers.CreateAsync(new() { SandboxId = id, Config = config, SandboxConfig = sandbox }, CancellationToken.None);
            await runtime.Containers.StartAsync(container, CancellationToken.None);
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await runtime.Sandboxes.StopAsync(id, CancellationToken.None);
            await runtime.Sandboxes.RemoveAsync(id, CancellationToken.None);
        }

        took.Sort();
        return took[Alone / 2];
    }

    private static async Task<Process> StartAgentAsync(string? program, ClusterHost cluster, IKubeClient client, string endpoint, string directory)
    {
        await client.For<V1Secret>().CreateAsync(
            new()
            {
                Metadata = new() { Name = BootstrapTokenSecret.NamePrefix + "abcdef", Namespace = "kube-system" }, Type = BootstrapTokenSecret.Type,
                StringData = new()
                {
                    [BootstrapTokenSecret.Id] = "abcdef", [BootstrapTokenSecret.Secret] = "0123456789abcdef", [BootstrapTokenSecret.UsableToAuthenticate] = "true",
                },
            },
            WriteOptions.Default, CancellationToken.None);
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        program ??= Path.Combine(own.Parent!.Parent!.FullName, "WorkerNode", own.Name, "Kube.Samples.WorkerNode");
        string[] flags =
        [
            "--server", cluster.Address.ToString(), "--token", "abcdef.0123456789abcdef", "--ca-file", Path.Combine(directory, "data", "pki", "ca.crt"), "--node-name", "worker",
            "--root-dir", Path.Combine(directory, "node"), "--node-ip", "127.0.0.1", "--kubelet-port", "0", "--pod-cidr", "10.232.1.0/24", "--container-runtime-endpoint", endpoint,
        ];
        var agent = Process.Start(new ProcessStartInfo(program, flags) { UseShellExecute = false, RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{program} did not start");
        while (await agent.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("node worker ready", StringComparison.Ordinal)) return agent;
        throw new InvalidOperationException("the node ended before it was ready");
    }
}
