using System.Diagnostics;
using System.Globalization;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Benchmarks.SchedulerPerf;

/// <summary>API, durable store and scheduler in this process. As upstream's benchmark, without the admission plugins that taint new nodes and ask for service accounts.</summary>
internal sealed class PerfCluster : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DirectoryInfo _directory;
    private readonly IHostedService[] _hosted;

    private PerfCluster(ServiceProvider services, DirectoryInfo directory)
    {
        _services = services;
        _directory = directory;
        _hosted = [.. services.GetServices<IHostedService>()];
        Client = services.GetRequiredService<IKubeClientFactory>().Create(
            new UserInfo("scheduler-perf", groups: [UserNames.MastersGroup, UserNames.AuthenticatedGroup]), "scheduler-perf");
    }

    public IKubeClient Client { get; }

    public static async Task<PerfCluster> StartAsync(bool verbose)
    {
        var directory = Directory.CreateTempSubdirectory("kube-perf-");
        var services = new ServiceCollection();
        services.AddLogging(logs =>
        {
            logs.SetMinimumLevel(LogLevel.Warning);
            if (verbose) logs.AddSimpleConsole();
        });
        services.AddKubeStore().UseEmbedded(wal => wal.Directory = directory.FullName);
        services.AddKubeApi().AddKubernetesResources();
        services.AddKubeScheduling(static scheduling => scheduling.LeaderElection.Enabled = false).AddDefaultProfile();
        var cluster = new PerfCluster(services.BuildServiceProvider(), directory);
        foreach (var service in cluster._hosted.OfType<IHostedLifecycleService>()) await service.StartingAsync(CancellationToken.None);
        foreach (var service in cluster._hosted) await service.StartAsync(CancellationToken.None);
        foreach (var service in cluster._hosted.OfType<IHostedLifecycleService>()) await service.StartedAsync(CancellationToken.None);
        return cluster;
    }

    public string Usage()
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  cpu {process.TotalProcessorTime.TotalSeconds:0.0} s, {process.WorkingSet64 >> 20} MB resident, {GC.GetTotalAllocatedBytes() >> 20} MB allocated, collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}, paused {GC.GetTotalPauseDuration().TotalSeconds:0.00} s");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _hosted.Reverse().OfType<IHostedLifecycleService>()) await service.StoppingAsync(CancellationToken.None);
        foreach (var service in _hosted.Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
