using System.Diagnostics;
using System.Text;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Benchmarks.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Benchmarks.InProcess;

/// <summary>What an operation of a component in the server's own process costs, in processor time and in garbage: the durable store's share included.</summary>
internal static class InProcessBenchmark
{
    private const string Namespace = "bench";
    private const int Concurrency = 64;

    public static async Task<int> RunAsync(string[] args)
    {
        var pods = args is ["--pods", var count, ..] ? int.Parse(count) : 20_000;
        var only = args is [.., "--only", var name] ? name : null;
        var directory = Directory.CreateTempSubdirectory("kube-inprocess-");
        var services = new ServiceCollection();
        services.AddLogging(static logs => logs.SetMinimumLevel(LogLevel.Warning));
        services.AddKubeStore().UseEmbedded(wal => wal.Directory = directory.FullName);
        services.AddKubeApi().AddKubernetesResources().AddRbac();
        await using (var provider = services.BuildServiceProvider())
        {
            foreach (var hosted in provider.GetServices<Microsoft.Extensions.Hosting.IHostedService>()) await hosted.StartAsync(CancellationToken.None);
            var client = provider.GetRequiredService<IKubeClientFactory>().Create(
                new UserInfo("benchmark", groups: [UserNames.MastersGroup, UserNames.AuthenticatedGroup]), "benchmark");
            await client.For<V1Namespace>().CreateAsync(new() { Metadata = new() { Name = Namespace } }, WriteOptions.Default, CancellationToken.None);
            await client.For<V1ServiceAccount>().CreateAsync(new() { Metadata = new() { Name = "default", Namespace = Namespace } }, WriteOptions.Default, CancellationToken.None);
            Console.WriteLine($"{"operation",-34}{"per second",14}{"cpu µs",10}{"KB",10}");
            // The first turn of each is not counted.
            foreach (var counted in (bool[])[false, true]) await RunAsync(client, pods, counted ? "" : "warm-up ", only);
        }

        directory.Delete(recursive: true);
        return 0;
    }

    private static async Task RunAsync(IKubeClient client, int count, string prefix, string? only)
    {
        var pods = client.For<V1Pod>();
        var events = client.For<Corev1Event>();
        var turn = prefix.Length == 0 ? "b" : "a";
        await MeasureAsync(prefix + "create pod", count, async i => await pods.CreateAsync(NewPod($"pod-{turn}-{i}"), WriteOptions.Default, CancellationToken.None));
        await MeasureAsync(prefix + "get pod", count, async i => await pods.GetAsync(new(Namespace, $"pod-{turn}-{i}"), CancellationToken.None), only);
        await MeasureAsync(prefix + "bind pod", count, async i => await pods.CreateAsync(
            new(Namespace, $"pod-{turn}-{i}"),
            "binding",
            new V1Binding { Metadata = new() { Namespace = Namespace, Name = $"pod-{turn}-{i}" }, Target = new() { Kind = "Node", Name = $"node-{i % 100}" } },
            WriteOptions.Default,
            CancellationToken.None));
        await MeasureAsync(prefix + "patch pod status", count, async i => await pods.PatchAsync<V1Pod>(
            new(Namespace, $"pod-{turn}-{i}"), "status", new PatchBody(PatchType.StrategicMerge, StatusPatch), WriteOptions.Default, CancellationToken.None), only);
        await MeasureAsync(prefix + "get and update pod", count, async i =>
        {
            var pod = await pods.GetAsync(new(Namespace, $"pod-{turn}-{i}"), CancellationToken.None);
            (pod.Metadata.Labels ??= [])["turn"] = "1";
            await pods.UpdateAsync(pod, WriteOptions.Default, CancellationToken.None);
        }, only);
        // The pods of the API benchmark, and its patch.
        await MeasureAsync(prefix + "create large pod", count, async i => await pods.CreateAsync(LargePod($"large-{turn}-{i}"), WriteOptions.Default, CancellationToken.None));
        await MeasureAsync(prefix + "patch large pod", count, async i => await pods.PatchAsync(
            new(Namespace, $"large-{turn}-{i}"),
            new PatchBody(PatchType.StrategicMerge, Encoding.UTF8.GetBytes(BenchmarkPods.StrategicPatch(i))),
            WriteOptions.Default,
            CancellationToken.None), only);
        await MeasureAsync(prefix + "create event", count, async i => await events.CreateAsync(NewEvent(turn, i), WriteOptions.Default, CancellationToken.None), only);
        await MeasureAsync(prefix + "delete pod", count, async i => await pods.DeleteAsync(
            new(Namespace, $"pod-{turn}-{i}"), new V1DeleteOptions { GracePeriodSeconds = 0 }, CancellationToken.None), only);
    }

    private static async Task MeasureAsync(string name, int count, Func<int, Task> operation, string? only = null)
    {
        if (only is not null && !name.Contains(only, StringComparison.Ordinal)) return;
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next)) await operation(i);
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        var spent = process.TotalProcessorTime - cpu;
        Console.WriteLine($"{name,-34}{count / seconds,14:#,0}{spent.TotalMicroseconds / count,10:0.0}{(GC.GetTotalAllocatedBytes(precise: true) - bytes) / count / 1024.0,10:0.0}");
    }

    private static V1Pod LargePod(string name)
    {
        var pod = (V1Pod)KubernetesTypes.Codec<V1Pod>().Decode(Encoding.UTF8.GetBytes(BenchmarkPods.Json(name)), null);
        pod.Metadata.Namespace = Namespace;
        return pod;
    }

    private static V1Pod NewPod(string name) => new()
    {
        Metadata = new()
        {
            Name = name,
            Namespace = Namespace,
            Labels = new() { ["app"] = "web", ["pod-template-hash"] = "5d89bdfbc4" },
            OwnerReferences =
            [
                new() { ApiVersion = "apps/v1", Kind = "ReplicaSet", Name = "web-5d89bdfbc4", Uid = "5b9f6bd8-5d0c-4b7a-9a39-6c6f3d1f2f10", Controller = true, BlockOwnerDeletion = true },
            ],
        },
        Spec = new()
        {
            Containers =
            [
                new()
                {
                    Name = "web",
                    Image = "registry.example.com/shop/web:1.27.3",
                    Ports = [new() { Name = "http", ContainerPort = 8080 }],
                    Env = [new() { Name = "MODE", Value = "production" }],
                    Resources = new() { Requests = new() { ["cpu"] = new("100m"), ["memory"] = new("128Mi") } },
                },
            ],
        },
    };

    private static Corev1Event NewEvent(string turn, int i) => new()
    {
        Metadata = new() { Name = $"pod-{turn}-{i}.17f2", Namespace = Namespace },
        InvolvedObject = new() { Kind = "Pod", Namespace = Namespace, Name = $"pod-{turn}-{i}", ApiVersion = "v1" },
        Reason = "Scheduled",
        Message = $"Successfully assigned {Namespace}/pod-{turn}-{i} to node-1",
        Type = "Normal",
        Count = 1,
        Source = new() { Component = "benchmark" },
    };

    private static readonly byte[] StatusPatch = Encoding.UTF8.GetBytes(
        """
        {"status":{"phase":"Running","hostIP":"10.0.0.1","podIP":"10.1.0.7","podIPs":[{"ip":"10.1.0.7"}],"startTime":"2026-01-01T00:00:00Z",
        "conditions":[{"type":"Initialized","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:01Z"},
        {"type":"ContainersReady","status":"True","lastTransitionTime":"2026-01-01T00:00:01Z"}],
        "containerStatuses":[{"name":"web","ready":true,"restartCount":0,"image":"registry.example.com/shop/web:1.27.3","imageID":"sha256:5b9f","containerID":"containerd://5b9f","started":true,
        "state":{"running":{"startedAt":"2026-01-01T00:00:01Z"}}}]}}
        """);
}
