using System.Net;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client.Http;
using Kube.Controllers.Certificates;
using Kube.Controllers.Hosting;
using Kube.Controllers.NodeAddresses;
using Kube.Controllers.NodeLifecycle;
using Kube.Controllers.VolumeProvisioning;
using Kube.Node.Hosting;
using Kube.Node.Identity;
using Kube.Node.Proxy;
using Kube.Samples.Cluster.Images;

namespace Kube.Samples.Cluster;

/// <summary>What the cluster is made of: every package of the project, put together in one process.</summary>
internal static class ClusterParts
{
    public static void Add(IServiceCollection services, ClusterOptions options)
    {
        if (options.BootstrapKubeconfig is not null) AddOwnCredentials(services, options);
        else if (options.Kubeconfig is { } file) AddRemoteApiServer(services, options, file);
        else AddApiServer(services, options);
        if (options.Runs("controllers")) AddControllers(services, options);
        if (options.Runs("scheduler")) services.AddKubeScheduling(scheduling => scheduling.LeaderElection.Identity = IdentityOf(options)).AddDefaultProfile();
        if (options.Runs("node")) AddNode(services, options);
        if (options.EndsWithInput) services.AddHostedService<InputLifetime>();
        if (options.HollowNodes > 0) services.AddHollowNodes(hollow =>
        {
            hollow.Count = options.HollowNodes;
            hollow.NamePrefix = options.HollowNodePrefix;
            hollow.NodeCidr = "127.128.0.0/9";
            hollow.LeaseDuration = options.NodeLeaseDuration;
            hollow.ClusterCidr = options.ClusterCidr.ToString();
        });
    }

    // The same directory: what nodes show to the API server is signed by the same authority.
    private static void AddRemoteApiServer(IServiceCollection services, ClusterOptions options, string kubeconfig) => services
        .AddKubeApiClient(Kubeconfig.Load(kubeconfig))
        .AddSingleton(provider => ClusterCertificates.LoadOrCreate(PkiOf(options), [], provider.GetRequiredService<TimeProvider>()));

    private static void AddOwnCredentials(IServiceCollection services, ClusterOptions options)
    {
        var credentials = new NodeCredentialsOptions
        {
            Kubeconfig = options.Kubeconfig!,
            BootstrapKubeconfig = options.BootstrapKubeconfig!,
            CertificateDirectory = Path.Combine(options.NodeDirectory, "pki"),
            RotateServerCertificate = true,
        };
        foreach (var (user, file) in PartCredentials.Of(options.DataDirectory)) credentials.Kubeconfigs[user] = file;
        services.AddNodeCredentials(credentials);
    }

    private static string PkiOf(ClusterOptions options) => Path.Combine(options.DataDirectory, "pki");

    // The store's directory is locked by the one process that has it: started again after it was killed, that one leads at once instead of waiting for its own lease to end.
    private static string IdentityOf(ClusterOptions options) =>
        options.Kubeconfig is null ? $"{Environment.MachineName}_{Path.GetFullPath(options.DataDirectory)}" : "";

    private static void AddControllers(IServiceCollection services, ClusterOptions options)
    {
        var controllers = services.AddKubeControllers(controllers => controllers.LeaderElection.Identity = IdentityOf(options)).AddBuiltInControllers();
        if (options.VolumeDirectory is { } volumes) controllers.AddLocalDirectoryVolumes(local => local.Directory = volumes);
        services.Configure<NodeLifecycleOptions>(nodes =>
        {
            nodes.MonitorPeriod = options.NodeMonitorPeriod;
            nodes.MonitorGracePeriod = options.NodeMonitorGracePeriod;
        });
        services.AddOptions<CertificateSigningOptions>().Configure<ClusterCertificates>((signing, certificates) =>
        {
            signing.Authority = certificates.Authority;
            signing.Duration = options.SigningDuration;
        });
        if (options.AllocatesNodeCidrs || options.Nodes > 1) services.Configure<NodeAddressOptions>(nodes =>
        {
            nodes.ClusterCidrs = [options.ClusterCidr.ToString()];
            // That of this machine, whose bridge has the first address of it.
            nodes.ReservedCidrs = [Addresses.Slash24(options.ClusterCidr, 0).ToString()];
        });
        // What pods trust the API server by, published in every namespace.
        services.AddOptions<KubeControllersOptions>()
            .Configure<ClusterCertificates>((host, certificates) => host.RootCertificates = certificates.Authority.Certificate.ExportCertificatePem() + "\n");
    }

    private static void AddApiServer(IServiceCollection services, ClusterOptions options)
    {
        services.AddKubeStore().UseEmbedded(wal => wal.Directory = Path.Combine(options.DataDirectory, "store"));
        var api = services.AddKubeApi()
            .AddKubernetesResources()
            .AddServiceNetwork(network => network.ClusterIPRanges = [options.ServiceClusterIPRange.ToString()])
            .AddServiceAccountTokens(tokens =>
            {
                tokens.Issuer = options.ServiceAccountIssuer;
                tokens.KeyFile = Path.Combine(PkiOf(options), "sa.key");
            });
        if (options.Runs("admission")) api.AddKubernetesAdmission();
        if (options.Runs("admission") && options.Runs("controllers")) api.AddPolicyTypeChecking();
        if (options.Runs("bootstrap")) api.AddClusterBootstrap();
        if (options.Runs("compaction")) api.AddStoreCompaction(compaction => compaction.Interval = options.CompactionInterval);
        foreach (var mode in options.Access.ReplacesModes ? [] : options.AuthorizationModes) _ = mode == "Node" ? api.AddNodeAuthorizer() : api.AddRbac();
        if (options.LetsNodesJoin) api.AddNodeJoining();
        if (options.Nodes > 1) services.AddNodePartsAccess(server => server.ServiceAddresses = [Addresses.Of(options.ServiceClusterIPRange, 10).ToString()]);
        options.Access.Add(api);
        options.Server.Apply(api);
        services.AddKubeApiServer(server =>
        {
            options.Access.Configure(server);
            server.BindAddress = options.BindAddress;
            server.SecurePort = options.SecurePort;
            server.CertificateDirectory = PkiOf(options);
            server.TokenAuthFile = options.TokenAuthFile ?? "";
            server.KubeletCertificateAuthority = Path.Combine(PkiOf(options), "ca.crt");
            server.CertificateAddresses.Add(Addresses.Of(options.ServiceClusterIPRange, 1));        // that of the kubernetes service
            server.AdvertiseAddress = options.AdvertiseAddress;
            if (options.ServesPods) server.FurtherBindAddresses.Add(options.PodGateway);
        });
    }

    private static void AddNode(IServiceCollection services, ClusterOptions options)
    {
        var dns = Addresses.Of(options.ServiceClusterIPRange, 10);
        var node = services.AddKubeNode(node =>
        {
            node.RootDirectory = options.NodeDirectory;
            if (options.NodeName is { } name) node.NodeName = name;
            if (options.NodeIP is { } address) node.NodeIp = address.ToString();
            node.PodCidr = options.ToldPodRange;
            node.Port = options.KubeletPort;
            node.LeaseDuration = options.NodeLeaseDuration;
            options.Node.Apply(node);
            if (options.Runs("dns")) node.ClusterDns.Add(dns.ToString());
        });
        if (options.RuntimeEndpoint is { } endpoint) node.UseCriRuntime(runtime => runtime.Endpoint = endpoint);
        else UseProcesses(node, options);
        node.AddNodeEndpoint();
        if (options.Runs("proxy")) node.AddServiceProxy(proxy =>
        {
            proxy.Mode = Enum.Parse<ProxyMode>(options.ProxyMode, ignoreCase: true);
            proxy.ClusterCidrs = [options.ClusterCidr.ToString()];
            proxy.AddressLabel = options.NetworkName("lo:svc");
            proxy.TableName = options.NetworkName("kube-proxy-");
            (proxy.HealthzBindAddress, proxy.MetricsBindAddress) = (options.Status.ProxyHealthz, options.Status.ProxyMetrics);
        });
        // Only then services lead to pods past the node itself, which every policy lets through.
        if (options.Runs("proxy") && options.ProxyMode == "nftables") node.AddNetworkPolicies(policies =>
        {
            policies.TableName = options.NetworkName("kube-policies-");
            policies.GrantAccess = options.BootstrapKubeconfig is null;
        });
        if (options.Runs("dns")) node.AddClusterDns(server =>
        {
            server.ServiceAddresses = [dns.ToString()];
            server.GrantAccess = server.RegisterService = options.BootstrapKubeconfig is null;
            server.AddressLabel = options.NetworkName("lo:dns");
            (server.HealthBindAddress, server.ReadyBindAddress, server.MetricsBindAddress) = (options.Status.DnsHealth, options.Status.DnsReady, options.Status.DnsMetrics);
        });
    }

    private static void UseProcesses(IKubeNodeBuilder node, ClusterOptions options) => node
        .UseProcessRuntime(runtime =>
        {
            runtime.AllowHostRoot = options.AllowHostRoot;
            runtime.PodCidr = options.ToldPodRange;
            runtime.Bridge = options.NetworkName("kube");
        })
        .AddClusterImages();
}
