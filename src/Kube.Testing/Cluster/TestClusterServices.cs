using System.Security.Cryptography;
using Kube.Api.Requests;
using Kube.Scheduling.Hosting;
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
    // Nobody looks at it: there is no TLS in a test cluster.
    private const string RootCertificates = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";

    // Made once in a process: to make one takes longer than to start a cluster.
    private static readonly Lazy<string> s_key = new(static () =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportRSAPrivateKeyPem();
    });

    public static ServiceProvider Build(TestClusterOptions options, VirtualScheduler scheduler)
    {
        var services = new ServiceCollection();
        // One process: nobody to elect.
        services.Configure<SchedulingOptions>(static scheduling => scheduling.LeaderElection.Enabled = false);
        options.Services?.Invoke(services);
        services.AddSingleton<TimeProvider>(scheduler.Time);
        services.AddSingleton<IWorkScheduler>(scheduler);
        services.AddSingleton<IRandomSource>(new SeededRandom(options.Seed));
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IStoreDisk>(new SimulatedDisk(options.Seed));

        // Small segments: a new one is zeros in memory.
        services.AddKubeStore().UseEmbedded(wal => wal.SegmentBytes = 1 << 20);
        var api = services.AddKubeApi().AddKubernetesResources().AddKubernetesAdmission().AddServiceNetwork().AddClusterBootstrap()
            .AddServiceAccountTokens(tokens => tokens.KeyPem = s_key.Value);
        if (options.Authorization) api.AddNodeAuthorizer().AddRbac();
        options.Api?.Invoke(api);
        var controllers = services.AddKubeControllers(host =>
        {
            host.LeaderElection.Enabled = false;
            host.RootCertificates = RootCertificates;
        });
        if (options.BuiltInControllers) controllers.AddBuiltInControllers();
        options.Controllers?.Invoke(controllers);
        if (options.Scheduler) services.AddKubeScheduling().AddDefaultProfile();
        if (options.Nodes > 0)
        {
            services.AddHollowNodes(hollow =>
            {
                hollow.Count = options.Nodes;
                hollow.NamePrefix = "node-";
            });
        }

        return services.BuildServiceProvider();
    }
}
