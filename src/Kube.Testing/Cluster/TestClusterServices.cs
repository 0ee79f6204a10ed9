using Kube.Api.Requests;
using Kube.Store.Disk;
using Kube.Store.Work;
using Kube.Testing.Store;
using Kube.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Testing.Cluster;

/// <summary>What a test cluster is made of.</summary>
internal static class TestClusterServices
{
    public static ServiceProvider Build(TestClusterOptions options, VirtualScheduler scheduler)
    {
        var services = new ServiceCollection();
        options.Services?.Invoke(services);
        services.AddSingleton<TimeProvider>(scheduler.Time);
        services.AddSingleton<IWorkScheduler>(scheduler);
        services.AddSingleton<IRandomSource>(new SeededRandom(options.Seed));
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IStoreDisk>(new SimulatedDisk(options.Seed));

        // Small segments: a new one is zeros in memory.
        services.AddKubeStore().UseEmbedded(wal => wal.SegmentBytes = 1 << 20);
        var api = services.AddKubeApi().AddKubernetesResources().AddKubernetesAdmission().AddServiceNetwork().AddClusterBootstrap();
        options.Api?.Invoke(api);
        var controllers = services.AddKubeControllers(host => host.LeaderElection.Enabled = false);
        if (options.BuiltInControllers) controllers.AddBuiltInControllers();
        options.Controllers?.Invoke(controllers);
        return services.BuildServiceProvider();
    }
}
